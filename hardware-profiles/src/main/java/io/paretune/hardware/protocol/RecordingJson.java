package io.paretune.hardware.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.noise.NoiseIndicator;
import io.paretune.hardware.protocol.statistics.Samples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A {@link Recording} as a file.
 *
 * <pre>{@code
 * {"format": 1, "batch": 1, "heldMs": 412.5,
 *  "attempts": [{
 *    "pinning": "core 1",
 *    "undisturbed": true,
 *    "reasons": [],                        why the attempt was rejected
 *    "noise": {"foreign-load": 0.01},
 *    "referenceBeforeMs": 0.31,
 *    "blocks": [{
 *      "believed": true,                   whether the figures rest on the block
 *      "referenceAfterMs": 0.31,
 *      "collected": [3],                   runs that a garbage collection fell into
 *      "nanos": [501233, 500921]}]}]}      the timed runs
 * }</pre>
 */
final class RecordingJson {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordingJson() {}

  static byte[] pack(Recording recording) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(JSON.writeValueAsBytes(tree(recording)));
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory cannot fail", impossible);
    }
    return packed.toByteArray();
  }

  private static ObjectNode tree(Recording recording) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format", FORMAT);
    root.put("batch", recording.batch());
    root.put("heldMs", recording.heldMs());
    ArrayNode attempts = root.putArray("attempts");
    for (Attempt attempt : recording.attempts()) {
      ObjectNode node = attempts.addObject();
      node.put("pinning", attempt.pinning());
      node.put("undisturbed", attempt.undisturbed());
      ArrayNode reasons = node.putArray("reasons");
      attempt.reasons().forEach(reasons::add);
      ObjectNode noise = node.putObject("noise");
      for (NoiseIndicator sign : NoiseIndicator.values()) {
        attempt.noise().value(sign).ifPresent(value -> noise.put(sign.label(), value));
      }
      node.put("referenceBeforeMs", attempt.referenceBeforeMs());
      ArrayNode blocks = node.putArray("blocks");
      for (Block block : attempt.blocks()) {
        ObjectNode one = blocks.addObject();
        one.put("believed", block.believed());
        one.put("referenceAfterMs", block.referenceAfterMs());
        ArrayNode collected = one.putArray("collected");
        block.collected().forEach(collected::add);
        ArrayNode nanos = one.putArray("nanos");
        block.runs().nanos().forEach(nanos::add);
      }
    }
    return root;
  }

  static Recording unpack(byte[] bytes, int largestMib) {
    JsonNode root;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      int largest = largestMib << 20;
      byte[] plain = in.readNBytes(largest + 1);
      if (plain.length > largest) {
        throw new IllegalArgumentException(
            "a recording is at most " + largestMib + " MiB, this one is larger");
      }
      root = JSON.readTree(plain);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a recording: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a recording: " + e.getMessage(), e);
    }
    int format = field(root, "format").asInt();
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "a recording of format " + FORMAT + " is needed, got format " + format);
    }
    List<Attempt> attempts = new ArrayList<>();
    field(root, "attempts").forEach(node -> attempts.add(attempt(node)));
    return new Recording(field(root, "batch").asInt(), field(root, "heldMs").asDouble(), attempts);
  }

  private static Attempt attempt(JsonNode node) {
    Map<NoiseIndicator, Double> noise = new EnumMap<>(NoiseIndicator.class);
    field(node, "noise")
        .properties()
        .forEach(
            entry ->
                noise.put(NoiseIndicator.labelled(entry.getKey()), entry.getValue().asDouble()));
    List<Block> blocks = new ArrayList<>();
    field(node, "blocks").forEach(block -> blocks.add(block(block)));
    return new Attempt(
        field(node, "referenceBeforeMs").asDouble(),
        blocks,
        new Noise(noise),
        field(node, "undisturbed").asBoolean(),
        field(node, "pinning").asText(),
        elements(field(node, "reasons")).map(JsonNode::asText).toList());
  }

  private static Block block(JsonNode node) {
    return new Block(
        Samples.of(elements(field(node, "nanos")).mapToLong(JsonNode::asLong).toArray()),
        elements(field(node, "collected")).map(JsonNode::asInt).toList(),
        field(node, "referenceAfterMs").asDouble(),
        field(node, "believed").asBoolean());
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static JsonNode field(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("not a recording: it lacks '" + name + "'");
    }
    return value;
  }
}
