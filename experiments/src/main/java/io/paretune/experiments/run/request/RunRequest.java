package io.paretune.experiments.run.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.experiments.run.Run;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/** Something that is asked of a run. */
public sealed interface RunRequest {

  /**
   * Does it.
   *
   * @param stop has the run start no further trials
   * @return what was done, in words
   */
  String grant(Run run, Runnable stop);

  /** As {@link #of} reads it. */
  ObjectNode json();

  /**
   * What a file asks for.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static RunRequest of(JsonNode node) {
    return switch (node.path("ask").asText()) {
      case "stop" -> new Stop();
      case "enqueue" -> new Enqueue(values(node.path("values")));
      case "note" -> new Note(node.path("trial").asLong(), node.path("text").asText());
      default -> throw new IllegalArgumentException("a request asks for stop, enqueue or note");
    };
  }

  /** Values of parameters by name: whole numbers, real numbers, texts, truth values. */
  static Map<String, Object> values(JsonNode node) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> value : node.properties()) {
      JsonNode given = value.getValue();
      values.put(
          value.getKey(),
          given.isIntegralNumber()
              ? (Object) given.longValue()
              : given.isNumber()
                  ? (Object) given.doubleValue()
                  : given.isBoolean() ? (Object) given.booleanValue() : given.asText());
    }
    return values;
  }

  private static ObjectNode asking(String what) {
    return JsonNodeFactory.instance.objectNode().put("ask", what);
  }

  /** No further trials; those that run may finish. */
  record Stop() implements RunRequest {
    @Override
    public String grant(Run run, Runnable stop) {
      stop.run();
      return "no further trials are started";
    }

    @Override
    public ObjectNode json() {
      return asking("stop");
    }
  }

  /**
   * A trial that goes before those of the sampler.
   *
   * @param values of all parameters that exist at that point, as {@link SearchSpace#assignment}
   *     takes them
   */
  record Enqueue(Map<String, Object> values) implements RunRequest {
    /** Copies the map. */
    public Enqueue {
      values = Map.copyOf(values);
    }

    @Override
    public String grant(Run run, Runnable stop) {
      return "enqueued as trial " + run.study().enqueue(Assignment.of(values));
    }

    @Override
    public ObjectNode json() {
      ObjectNode node = asking("enqueue");
      ObjectNode all = node.putObject("values");
      values.forEach(all::putPOJO);
      return node;
    }
  }

  /**
   * Words about a trial, kept with the study.
   *
   * @param text empty takes them away
   */
  record Note(long trial, String text) implements RunRequest {

    /** What the names of facts begin with that are notes; the trial's number follows. */
    public static final String PREFIX = "note.";

    /** Keeps it. */
    public void keep(StudyAttributes facts) {
      facts.put(PREFIX + trial, text);
    }

    @Override
    public String grant(Run run, Runnable stop) {
      keep(run.attributes());
      return "noted at trial " + trial;
    }

    @Override
    public ObjectNode json() {
      return asking("note").put("trial", trial).put("text", text);
    }
  }
}
