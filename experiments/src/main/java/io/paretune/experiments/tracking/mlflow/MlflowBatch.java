package io.paretune.experiments.tracking.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What is logged of one run, as bodies of {@code runs/log-batch} within MLflow's limits: 1,000
 * metrics, 100 parameters, 100 tags and 1,000 of all in a request of at most 1 MB; names of at most
 * 250 letters, digits, {@code _-. /}, which must be themselves if read as a path; values of
 * parameters of at most 250 characters (what its first versions take), of tags 5,000.
 */
final class MlflowBatch {

  private static final int MOST_METRICS = 1000;
  private static final int MOST_TEXTS = 100;
  private static final int LONGEST_NAME = 250;
  private static final int LONGEST_PARAMETER = 250;
  private static final int LONGEST_TAG = 5000;

  private final String run;
  private final List<ObjectNode> metrics = new ArrayList<>();
  private final List<ObjectNode> parameters = new ArrayList<>();
  private final List<ObjectNode> tags = new ArrayList<>();
  private final Names metricNames = new Names();
  private final Names parameterNames = new Names();

  /** Of a run, by its identifier. */
  MlflowBatch(String run) {
    this.run = run;
  }

  /**
   * A value at a step.
   *
   * @param millis when it was found, since 1970
   */
  MlflowBatch metric(String name, double value, long millis, long step) {
    ObjectNode node = object().put("key", metricNames.of(name));
    if (Double.isFinite(value)) {
      node.put("value", value);
    } else {
      // as JSON of protocol buffers has them
      node.put("value", Double.toString(value));
    }
    metrics.add(node.put("timestamp", millis).put("step", step));
    return this;
  }

  MlflowBatch parameter(String name, String value) {
    parameters.add(text(parameterNames.of(name), value, LONGEST_PARAMETER));
    return this;
  }

  MlflowBatch tag(String name, String value) {
    tags.add(tagged(name, value));
    return this;
  }

  /** A tag as requests hold it. */
  static ObjectNode tagged(String name, String value) {
    return text(name, value, LONGEST_TAG);
  }

  private static ObjectNode text(String name, String value, int longest) {
    return object()
        .put("key", name)
        .put("value", value.length() > longest ? value.substring(0, longest) : value);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The requests' bodies; none if there is nothing to log. */
  List<ObjectNode> bodies() {
    List<ObjectNode> bodies = new ArrayList<>();
    part(bodies, "metrics", metrics, MOST_METRICS);
    part(bodies, "params", parameters, MOST_TEXTS);
    part(bodies, "tags", tags, MOST_TEXTS);
    return bodies;
  }

  /** Adds to the last body if there is room for all, or else makes more. */
  private void part(List<ObjectNode> bodies, String kind, List<ObjectNode> all, int most) {
    ToIntFunction<ObjectNode> held =
        body -> body.path("metrics").size() + body.path("params").size() + body.path("tags").size();
    for (int from = 0; from < all.size(); from += most) {
      List<ObjectNode> some = all.subList(from, Math.min(all.size(), from + most));
      boolean fits =
          from == 0
              && !bodies.isEmpty()
              && held.applyAsInt(bodies.get(bodies.size() - 1)) + some.size() <= MOST_METRICS;
      if (!fits) {
        bodies.add(object().put("run_id", run));
      }
      ArrayNode array = bodies.get(bodies.size() - 1).putArray(kind);
      some.forEach(array::add);
    }
  }

  /** Names as MLflow takes them; different ones stay different. */
  static final class Names {
    private final Map<String, String> given = new HashMap<>();
    private final Map<String, String> takenBy = new HashMap<>();

    String of(String name) {
      return given.computeIfAbsent(
          name,
          wanted -> {
            String plain = plain(wanted);
            String free = plain;
            for (int i = 2; takenBy.containsKey(free); i++) {
              String end = "_" + i;
              free =
                  plain.substring(0, Math.min(plain.length(), LONGEST_NAME - end.length())) + end;
            }
            takenBy.put(free, wanted);
            return free;
          });
    }

    private static String plain(String name) {
      String plain = name.replaceAll("[^A-Za-z0-9_\\-. /]", "_");
      // a/b names a folder of charts; what would be another path, or none, is one word
      boolean path =
          plain.matches("[^/]+(/[^/]+)*") && !plain.matches("(.*/)?\\.{1,2}(/.*)?|\\.\\..*");
      plain = path ? plain : plain.replaceAll("[/.]", "_");
      plain = plain.isEmpty() ? "_" : plain;
      return plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
    }
  }
}
