package io.paretune.evaluators.onnx.outline;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.NodeTimes;
import io.paretune.hardware.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where the time of an ONNX file's runs goes, block by block, by ONNX Runtime's profiler under a
 * profile. Nodes without a name are called by what they make, in a copy; nothing else differs, so
 * the engine makes the same of it. Time of nodes that the engine adds, such as changes of layout,
 * stands under the operator.
 *
 * @param blocks in the order in which they run
 * @param runs how many were looked at
 */
public record BlockTimes(List<Block> blocks, int runs) {

  /**
   * A block: the nodes whose names are the same up to the last dot or slash.
   *
   * @param micros of a run, microseconds
   * @param nodes how many are left of it after the engine's optimisations
   */
  public record Block(String name, double micros, int nodes) {
    private Block and(double more) {
      return new Block(name, micros + more, nodes + 1);
    }
  }

  /** Copies the list. */
  public BlockTimes {
    blocks = List.copyOf(blocks);
  }

  /**
   * Runs a file for a second at most, on made-up values of its full size: a network for texts runs
   * on longer ones than those of which its latency is taken.
   *
   * @param scratch an empty directory, for the copy and what the profiler writes
   * @throws IOException if the file cannot be read or the directory not be used
   * @throws io.paretune.hardware.HardwareException if the engine refuses the file
   */
  public static BlockTimes of(Path file, HardwareProfile profile, Path scratch) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    NavigableMap<String, String> blocks = new TreeMap<>();
    for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
      if (node.getName().isEmpty() && node.getOutputCount() > 0) {
        node.setName(node.getOutput(0));
      }
      blocks.put(node.getName(), block(node.getName(), node.getOpType()));
    }
    Path named = scratch.resolve("named.onnx");
    Files.write(named, model.build().toByteArray());
    NodeTimes times = OnnxRuntime.create(profile.device()).nodeTimes(named, profile, scratch);
    return new BlockTimes(joined(times.nodes(), blocks), times.runs());
  }

  /** What is before the last dot or slash; of a value that has no name of its own, the operator. */
  static String block(String name, String operator) {
    int end = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
    return name.startsWith("#") ? operator : end > 0 ? name.substring(0, end) : name;
  }

  /**
   * Adds up the nodes of each block; the engine puts something behind names of nodes that it makes.
   */
  static List<Block> joined(List<NodeTimes.Node> nodes, NavigableMap<String, String> blocks) {
    Map<String, Block> found = new LinkedHashMap<>();
    for (NodeTimes.Node node : nodes) {
      String name =
          blocks.headMap(node.name(), true).descendingMap().entrySet().stream()
              .filter(known -> !known.getKey().isEmpty() && node.name().startsWith(known.getKey()))
              .findFirst()
              .map(Map.Entry::getValue)
              .orElse(node.operator());
      found.put(name, found.getOrDefault(name, new Block(name, 0, 0)).and(node.micros()));
    }
    return new ArrayList<>(found.values());
  }
}
