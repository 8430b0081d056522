package io.paretune.hardware.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.RuntimeChoice;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.Recording;
import io.paretune.hardware.protocol.noise.NoiseIndicator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link ModelFigures} as JSON.
 *
 * <pre>{@code
 * {"format": 1, "kind": "measurement",
 *  "model": {"file": "m.onnx", "sha256": "...", "bytes": 123},
 *  "profile": {"name": "cpu-1-thread", ...},
 *  "fingerprint": {"id": "...", "cpu-model": "...", ...},
 *  "latencies": [{"batch": 1, "stable": true, "medianMs": 0.5, "ciLowMs": 0.49, "ciHighMs": 0.51,
 *    "p90Ms": 0.55, "p99Ms": 0.6, "repeats": 600, "imagesPerSecond": 2000, "heldMs": 400,
 *    "pinning": "core 1", "collectedRuns": 0, "rejections": [], "noise": {"switches": 2},
 *    "runtime": {"taken": "onnxruntime", "why": "...", "mediansMs": {...}},   if it was left open
 *    "samples": "..."}],               base64 of the file that Recording describes
 *  "figures": {"peak-memory": {"value": 2000000, "unit": "bytes", "note": "..."},
 *              "energy-mj": {"unit": "mJ", "unavailable": "..."}}}
 * }</pre>
 */
final class FiguresJson {
  static final int FORMAT = 1;
  static final String KIND = "measurement";
  static final ObjectMapper JSON = new ObjectMapper();

  private FiguresJson() {}

  static String text(ModelFigures figures) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(figures)) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can always be written", impossible);
    }
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @param name of the text, for the message
   * @throws IllegalArgumentException if it is not that
   */
  static JsonNode read(String name, String text) {
    try {
      JsonNode root = JSON.readTree(text);
      if (!root.path("kind").asText().equals(KIND) || root.path("format").asInt() != FORMAT) {
        throw new IllegalArgumentException(
            name
                + " is no measurement of this version; write one with 'paretune profile measure"
                + " MODEL.onnx --format json'");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(name + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  static Recording recording(String json, int batch) {
    JsonNode latencies = read("it", json).path("latencies");
    List<Integer> batches = new ArrayList<>();
    for (JsonNode latency : latencies) {
      int here = latency.path("batch").asInt();
      if (batch == 0 || batch == here) {
        return recording(latency);
      }
      batches.add(here);
    }
    throw new IllegalArgumentException("its batches are " + batches + ", not " + batch);
  }

  private static Recording recording(JsonNode latency) {
    try {
      byte[] samples = latency.path("samples").binaryValue();
      if (samples == null) {
        throw new IllegalArgumentException("it came without its timed runs");
      }
      return Recording.fromBytes(samples);
    } catch (IOException noBase64) {
      throw new IllegalArgumentException("its timed runs are not base64", noBase64);
    }
  }

  static ObjectNode tree(ModelFigures figures) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format", FORMAT);
    root.put("kind", KIND);
    ObjectNode model = root.putObject("model");
    model.put("file", figures.file().name());
    model.put("sha256", figures.file().sha256());
    model.put("bytes", figures.file().bytes());
    ObjectNode profile = root.putObject("profile");
    figures.profile().toMap().forEach(profile::put);
    ObjectNode fingerprint = root.putObject("fingerprint");
    fingerprint.put("id", figures.fingerprint().id());
    figures.fingerprint().toMap().forEach(fingerprint::put);
    ArrayNode latencies = root.putArray("latencies");
    figures.measured().forEach(measured -> latencies.add(latency(measured)));
    ObjectNode further = root.putObject("figures");
    figures
        .readings()
        .forEach(
            (name, reading) -> {
              ObjectNode node = further.putObject(name);
              reading.value().ifPresent(value -> node.put("value", value));
              node.put("unit", reading.unit());
              node.put(reading.value().isPresent() ? "note" : "unavailable", reading.note());
            });
    return root;
  }

  private static ObjectNode latency(MeasuredLatency reading) {
    Latency latency = reading.latency();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("batch", latency.batch());
    node.put("stable", latency.stable());
    node.put("medianMs", latency.medianMs());
    node.put("ciLowMs", latency.ciLowMs());
    node.put("ciHighMs", latency.ciHighMs());
    node.put("p90Ms", latency.p90Ms());
    node.put("p99Ms", latency.p99Ms());
    node.put("repeats", latency.repeats());
    node.put("imagesPerSecond", latency.throughputPerSecond());
    node.put("heldMs", latency.heldMs());
    node.put("pinning", latency.pinning());
    node.put("collectedRuns", latency.collectedRuns());
    ArrayNode rejections = node.putArray("rejections");
    latency.rejections().forEach(rejections::add);
    ObjectNode noise = node.putObject("noise");
    for (NoiseIndicator sign : NoiseIndicator.values()) {
      latency.noise().value(sign).ifPresent(value -> noise.put(sign.label(), value));
    }
    reading.choice().ifPresent(choice -> write(choice, node.putObject("runtime")));
    if (!latency.attempts().isEmpty()) {
      node.put("samples", Recording.of(latency).toBytes());
    }
    return node;
  }

  private static void write(RuntimeChoice choice, ObjectNode runtime) {
    runtime.put("taken", choice.taken().engine().name());
    runtime.put("file", choice.file().toString());
    runtime.put("why", choice.why());
    ObjectNode medians = runtime.putObject("mediansMs");
    choice
        .measured()
        .forEach(
            (deployment, measured) -> medians.put(deployment.engine().name(), measured.medianMs()));
  }
}
