package io.paretune.hardware.meter.agent.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Writes and reads all that is said in JSON, as one object with a {@code format}. Fields that a
 * newer partner added are passed over; fields that an older one lacks are an error, so that no
 * figure is ever made up. A change that an old reader would misunderstand raises the format.
 *
 * <p>Every reader throws {@link IllegalArgumentException}, with the reason in one line.
 */
public final class AgentJson {

  /** The form that this version writes and reads. */
  public static final int FORMAT = 1;

  private static final int LONGEST_REASON = 400;
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(FigureJson.module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private AgentJson() {}

  /** A request's head. */
  static String write(MeasureRequest request) {
    return text(
        object()
            .put("profile", request.profile())
            .put("inputs", request.inputs())
            .put("model-bytes", request.modelBytes())
            .put("model", request.model()));
  }

  static MeasureRequest readRequest(byte[] json) {
    return read(
        json,
        "a request",
        root ->
            new MeasureRequest(
                string(root, "profile"),
                Math.toIntExact(whole(root, "inputs")),
                whole(root, "model-bytes"),
                string(root, "model")));
  }

  /** A reading. */
  public static String write(AgentAnswer answer) {
    ObjectNode root = object().put("model", answer.model());
    root.set("machine", JSON.valueToTree(answer.reading().machine().toMap()));
    root.set("versions", JSON.valueToTree(answer.versions()));
    root.set("latency", JSON.valueToTree(answer.reading().latency()));
    return text(root);
  }

  /** Reads a reading and checks that its figures can be true together. */
  public static AgentAnswer readAnswer(byte[] json) {
    return read(
        json,
        "a reading",
        root -> {
          Latency latency = JSON.treeToValue(field(root, "latency"), Latency.class);
          refuseImpossible(latency);
          return new AgentAnswer(
              new MeasuredLatency(latency, Fingerprint.fromMap(texts(root, "machine"))),
              string(root, "model"),
              texts(root, "versions"));
        });
  }

  /** A description. */
  public static String write(AgentDescription description) {
    ObjectNode root =
        object()
            .put("maximum-bytes", description.maximumBytes())
            .put("measurement-limit-ms", description.measurementLimit().toMillis())
            .put("queue-limit-ms", description.queueLimit().toMillis());
    root.set("machine", JSON.valueToTree(description.machine().toMap()));
    root.set("versions", JSON.valueToTree(description.versions()));
    return text(root);
  }

  /** Reads a description. */
  public static AgentDescription readDescription(byte[] json) {
    return read(
        json,
        "a description",
        root ->
            new AgentDescription(
                Fingerprint.fromMap(texts(root, "machine")),
                texts(root, "versions"),
                whole(root, "maximum-bytes"),
                Duration.ofMillis(whole(root, "measurement-limit-ms")),
                Duration.ofMillis(whole(root, "queue-limit-ms"))));
  }

  /** The reason of a refusal. */
  public static String refusal(String reason) {
    return text(object().put("error", oneLine(reason)));
  }

  /** The reason of a refusal, as far as there is one. */
  public static Optional<String> readRefusal(byte[] json) {
    try {
      return Optional.of(oneLine(read(json, "a refusal", root -> string(root, "error"))));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** A text from elsewhere, made fit for a message: one line, visible, not too long. */
  public static String oneLine(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + " ...";
  }

  private static void refuseImpossible(Latency latency) {
    boolean possible =
        latency.ciLowMs() > 0
            && latency.ciLowMs() <= latency.medianMs()
            && latency.medianMs() <= latency.ciHighMs()
            && Double.isFinite(latency.medianMs())
            && latency.p90Ms() > 0
            && latency.p90Ms() <= latency.p99Ms()
            && Double.isFinite(latency.p99Ms())
            && latency.repeats() > 0
            && latency.batch() > 0;
    // and they must be what its own timed runs give
    if (!possible
        || (!latency.attempts().isEmpty() && !Recording.of(latency).latency().equals(latency))) {
      throw new IllegalArgumentException("its figures cannot be true together");
    }
  }

  private static ObjectNode object() {
    return JSON.createObjectNode().put("format", FORMAT);
  }

  private static String text(ObjectNode root) {
    try {
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }

  private static <T> T read(byte[] json, String what, Reader<T> reader) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root == null || !root.isObject() || !root.path("format").isInt()) {
        throw new IllegalArgumentException("that is not " + what + " but " + beginning(json));
      }
      int format = root.get("format").intValue();
      if (format != FORMAT) {
        throw new IllegalArgumentException(
            "it speaks format "
                + format
                + ", this Paretune format "
                + FORMAT
                + "; use the same version on both machines");
      }
      return reader.read(root);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "that is not " + what + ": " + where(e) + oneLine(e.getOriginalMessage()), e);
    } catch (IOException | ArithmeticException e) {
      throw new IllegalArgumentException("that is not " + what + ": " + e.getMessage(), e);
    }
  }

  private static String where(JsonProcessingException e) {
    return e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
        ? "'" + mapping.getPath().get(0).getFieldName() + "': "
        : "";
  }

  private static String beginning(byte[] json) {
    String start = new String(json, 0, Math.min(json.length, 60), StandardCharsets.UTF_8);
    return "'" + oneLine(start) + "'";
  }

  private static JsonNode field(JsonNode root, String name) {
    JsonNode node = root.get(name);
    if (node == null || node.isNull()) {
      throw new IllegalArgumentException("it lacks '" + name + "'");
    }
    return node;
  }

  private static String string(JsonNode root, String name) {
    JsonNode node = field(root, name);
    if (!node.isTextual()) {
      throw new IllegalArgumentException("'" + name + "' must be a text");
    }
    return node.textValue();
  }

  private static long whole(JsonNode root, String name) {
    JsonNode node = field(root, name);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new IllegalArgumentException("'" + name + "' must be a whole number");
    }
    return node.longValue();
  }

  private static Map<String, String> texts(JsonNode root, String name)
      throws JsonProcessingException {
    return JSON.treeToValue(field(root, name), TEXTS);
  }

  /** Takes what it wants from an object of JSON. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(JsonNode root) throws IOException;
  }
}
