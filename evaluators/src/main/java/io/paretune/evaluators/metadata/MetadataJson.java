package io.paretune.evaluators.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Resize;
import io.paretune.evaluators.task.OutputFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Metadata as JSON: an object whose members are also the entries of a file's own metadata, each as
 * a text of JSON.
 */
final class MetadataJson {

  /** The member that says that the others are these, with the version of their form. */
  static final String MARK = "paretune";

  private static final String VERSION = "1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private MetadataJson() {}

  static ObjectNode write(ModelMetadata metadata) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put(MARK, VERSION);
    root.put("task", metadata.task());
    ArrayNode names = root.putArray("classes");
    metadata.names().forEach(names::add);
    metadata.positive().ifPresent(name -> root.put("positive", name));
    write(metadata.input(), root.putObject("input"));
    if (!metadata.input().columns().isEmpty()) {
      ArrayNode columns = root.putArray("columns");
      metadata.input().columns().forEach(column -> columns.add(column(column)));
    }
    write(metadata, root.putObject("preprocessing"));
    root.putObject("output")
        .put("name", metadata.output().name())
        .put("function", metadata.output().function().word());
    return root;
  }

  private static void write(ModelMetadata.Input example, ObjectNode input) {
    InputShape shape = example.shape();
    input
        .put("kind", word(example.kind()))
        .put("channels", shape.channels())
        .put("height", shape.height())
        .put("width", shape.width());
    if (shape.isText()) {
      input.put("vocabulary", shape.vocabulary());
    }
    if (example.kind() == ModelMetadata.Input.Kind.IMAGE) {
      example.resize().ifPresent(resize -> input.put("resize", word(resize.mode())));
      input.put("background", "#%06x".formatted(example.background()));
    }
  }

  private static void write(ModelMetadata metadata, ObjectNode preprocessing) {
    preprocessing.put("formula", "(value * scale - mean[channel]) / std[channel]; missing: 0");
    preprocessing.put("in-graph", metadata.normalises());
    preprocessing.put("scale", metadata.preprocessing().scale());
    ArrayNode mean = preprocessing.putArray("mean");
    metadata.preprocessing().mean().forEach(mean::add);
    ArrayNode std = preprocessing.putArray("std");
    metadata.preprocessing().std().forEach(std::add);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ObjectNode column(CodedColumn column) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", column.name()).put("coding", column.kind());
    // in one order, so that the same network makes the same file
    new TreeMap<>(column.settings())
        .forEach((key, value) -> node.set(key, JSON.valueToTree(value)));
    return node;
  }

  /** The members as texts: a text as it is, anything else as JSON. */
  static Map<String, String> entries(ObjectNode root) {
    Map<String, String> entries = new LinkedHashMap<>();
    root.properties()
        .forEach(
            member ->
                entries.put(
                    member.getKey(),
                    member.getValue().isTextual()
                        ? member.getValue().textValue()
                        : member.getValue().toString()));
    return entries;
  }

  /** The object whose members are these texts. */
  static ObjectNode object(Map<String, String> entries) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    entries.forEach(
        (key, text) -> {
          boolean json = text.startsWith("{") || text.startsWith("[");
          root.set(key, json ? parsed(text) : JsonNodeFactory.instance.textNode(text));
        });
    return root;
  }

  /**
   * What a text says.
   *
   * @throws IllegalArgumentException if it is no JSON
   */
  static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException unsound) {
      throw new IllegalArgumentException(
          "metadata must be JSON: " + unsound.getOriginalMessage(), unsound);
    }
  }

  static String text(ObjectNode root) {
    return root.toPrettyString() + "\n";
  }

  /**
   * What an object says.
   *
   * @return empty if it is not of these
   * @throws IllegalArgumentException if it is, and something is missing
   */
  static Optional<ModelMetadata> read(JsonNode root) {
    if (!root.path(MARK).isTextual()) {
      return Optional.empty();
    }
    String version = root.path(MARK).textValue();
    if (!version.equals(VERSION)) {
      throw new IllegalArgumentException(
          "metadata must be of version %s, got '%s': a newer Paretune wrote it"
              .formatted(VERSION, version));
    }
    JsonNode input = member(root, "input");
    JsonNode preprocessing = member(root, "preprocessing");
    JsonNode output = member(root, "output");
    return Optional.of(
        new ModelMetadata(
            text(root, "task"),
            texts(member(root, "classes")),
            root.has("positive") ? Optional.of(text(root, "positive")) : Optional.empty(),
            input(input, root.path("columns")),
            new Preprocessing(
                member(preprocessing, "scale").doubleValue(),
                reals(member(preprocessing, "mean")),
                reals(member(preprocessing, "std"))),
            preprocessing.path("in-graph").asBoolean(),
            new ModelMetadata.Output(
                text(output, "name"),
                constant(OutputFunction.values(), text(output, "function")))));
  }

  private static ModelMetadata.Input input(JsonNode input, JsonNode columns) {
    InputShape shape =
        new InputShape(
            member(input, "channels").intValue(),
            member(input, "height").intValue(),
            member(input, "width").intValue(),
            input.path("vocabulary").intValue());
    List<CodedColumn> coded = new ArrayList<>();
    columns.forEach(column -> coded.add(column(column)));
    return new ModelMetadata.Input(
        constant(ModelMetadata.Input.Kind.values(), text(input, "kind")),
        shape,
        input.has("resize")
            ? Optional.of(
                new Resize(
                    shape.height(),
                    shape.width(),
                    constant(Resize.Mode.values(), text(input, "resize"))))
            : Optional.empty(),
        input.has("background")
            ? Integer.parseInt(text(input, "background").substring(1), 16)
            : ImageReading.WHITE,
        coded);
  }

  private static CodedColumn column(JsonNode node) {
    Map<String, Object> settings = JSON.convertValue(node, new TypeReference<>() {});
    String name = text(node, "name");
    String kind = text(node, "coding");
    settings.remove("name");
    settings.remove("coding");
    return new CodedColumn(name, kind, settings);
  }

  private static JsonNode member(JsonNode object, String key) {
    JsonNode member = object.get(key);
    if (member == null) {
      throw new IllegalArgumentException("metadata must have '%s', got none".formatted(key));
    }
    return member;
  }

  private static String text(JsonNode object, String key) {
    JsonNode member = member(object, key);
    if (!member.isTextual()) {
      throw new IllegalArgumentException(
          "'%s' of the metadata must be a text, got %s".formatted(key, member));
    }
    return member.textValue();
  }

  private static <E extends Enum<E>> E constant(E[] values, String word) {
    for (E value : values) {
      if (word(value).equals(word)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "metadata must hold one of %s, got '%s'".formatted(List.of(values), word));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static List<Double> reals(JsonNode list) {
    List<Double> reals = new ArrayList<>();
    list.forEach(element -> reals.add(element.doubleValue()));
    return reals;
  }
}
