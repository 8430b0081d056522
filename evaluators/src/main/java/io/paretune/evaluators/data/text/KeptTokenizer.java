package io.paretune.evaluators.data.text;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The tokenizer in the metadata of a network that reads texts. */
final class KeptTokenizer {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS = "columns";

  private KeptTokenizer() {}

  /**
   * The tokenizer of an ONNX file, or of the JSON that was written beside one.
   *
   * @return empty if the file is neither
   * @throws IllegalArgumentException if it is, and holds no tokenizer
   */
  static Optional<Tokenizer> of(Path file) throws IOException {
    boolean onnx = String.valueOf(file.getFileName()).endsWith(".onnx");
    JsonNode columns = onnx ? entry(file) : JSON.readTree(Files.readString(file)).path(COLUMNS);
    for (JsonNode column : columns) {
      if (column.path("coding").asText().equals("tokens")) {
        Map<String, Object> settings = JSON.convertValue(column, new TypeReference<>() {});
        return Optional.of(Tokenizers.of(settings));
      }
    }
    if (onnx) {
      throw new IllegalArgumentException(
          "its metadata hold no tokenizer; paretune export writes one into networks that read"
              + " texts");
    }
    return Optional.empty();
  }

  private static JsonNode entry(Path file) throws IOException {
    for (StringStringEntryProto entry :
        ModelProto.parseFrom(Files.readAllBytes(file)).getMetadataPropsList()) {
      if (entry.getKey().equals(COLUMNS)) {
        return JSON.readTree(entry.getValue());
      }
    }
    return JSON.createArrayNode();
  }
}
