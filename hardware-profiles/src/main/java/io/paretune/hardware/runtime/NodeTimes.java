package io.paretune.hardware.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the time of a model's runs goes, as ONNX Runtime's own profiler tells it of the nodes that
 * are left after its optimisations. It counts whole microseconds and takes some itself, so shares
 * say more than sums.
 *
 * @param nodes in the order in which they run
 * @param runs how many were looked at
 */
public record NodeTimes(List<Node> nodes, int runs) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KERNEL = "_kernel_time";

  /**
   * A node.
   *
   * @param name the file's, or one that the engine made of it; may be empty
   * @param operator what it does
   * @param micros the mean of the middle half of its runs, microseconds
   */
  public record Node(String name, String operator, double micros) {}

  /** Copies the list. */
  public NodeTimes {
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads what the profiler wrote: a list of events in Chrome's trace format.
   *
   * @throws IOException if it is something else
   */
  static NodeTimes read(Path trace, int runs) throws IOException {
    Map<String, Node> nodes = new LinkedHashMap<>();
    Map<String, List<Long>> times = new LinkedHashMap<>();
    for (JsonNode event : JSON.readTree(trace.toFile())) {
      String name = event.path("name").asText();
      if (event.path("cat").asText().equals("Node") && name.endsWith(KERNEL)) {
        String operator = event.path("args").path("op_name").asText();
        String key = event.path("args").path("node_index").asText() + " " + name;
        String own = name.substring(0, name.length() - KERNEL.length());
        nodes.putIfAbsent(key, new Node(own, operator, 0));
        times.computeIfAbsent(key, first -> new ArrayList<>()).add(event.path("dur").asLong());
      }
    }
    List<Node> found = new ArrayList<>();
    nodes.forEach(
        (key, node) ->
            found.add(
                new Node(
                    node.name(), node.operator(), middle(times.getOrDefault(key, List.of())))));
    return new NodeTimes(found, runs);
  }

  /** The mean of the middle half. */
  private static double middle(List<Long> times) {
    return times.stream()
        .sorted()
        .skip(times.size() / 4)
        .limit(Math.max(1, times.size() - 2 * (times.size() / 4)))
        .mapToLong(Long::longValue)
        .average()
        .orElse(0);
  }
}
