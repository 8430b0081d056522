package io.paretune.evaluators.metadata;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where the metadata of a network's file stands. */
public final class MetadataFile {

  private MetadataFile() {}

  /** The entries of an ONNX file's own metadata. */
  public static Map<String, String> entries(ModelMetadata metadata) {
    return MetadataJson.entries(MetadataJson.write(metadata));
  }

  /** The JSON file beside a network's file: {@code net.json} beside {@code net.onnx}. */
  public static Path beside(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".json");
  }

  /** Whether the JSON file beside a network's file says something else. */
  public static boolean differs(ModelMetadata metadata, Path file) {
    Path json = beside(file);
    try {
      return Files.exists(json)
          && !Files.readString(json).equals(MetadataJson.text(MetadataJson.write(metadata)));
    } catch (IOException unreadable) {
      return true;
    }
  }

  /**
   * Writes the JSON file beside a network's file.
   *
   * @return where it lies
   */
  public static Path write(ModelMetadata metadata, Path file) {
    Path json = beside(file);
    try {
      WholeFile.write(
          json,
          unfinished ->
              Files.writeString(unfinished, MetadataJson.text(MetadataJson.write(metadata))));
      return json;
    } catch (IOException full) {
      throw new UncheckedIOException(json + " cannot be written", full);
    }
  }

  /**
   * What a file says of itself, or the JSON file beside it.
   *
   * @throws IllegalArgumentException if neither says anything, or not what is needed: one line
   */
  public static ModelMetadata read(Path file) {
    return known(file)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s does not say what goes in and what comes out: its metadata have no entry '%s', and no %s lies beside it; paretune export and compress write both"
                        .formatted(file, MetadataJson.MARK, beside(file).getFileName())));
  }

  /**
   * What a file says of itself, or the JSON file beside it; empty if neither says anything.
   *
   * @throws IllegalArgumentException if something is missing
   */
  public static Optional<ModelMetadata> known(Path file) {
    try {
      Optional<ModelMetadata> own = of(Files.readAllBytes(file));
      Path json = beside(file);
      return own.isPresent() || !Files.isRegularFile(json)
          ? own
          : MetadataJson.read(MetadataJson.parsed(Files.readString(json)));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("%s cannot be read".formatted(file), unreadable);
    }
  }

  /** Whether a file itself says what it takes, and not only the JSON file beside it. */
  public static boolean speaks(Path file) {
    try {
      return of(Files.readAllBytes(file)).isPresent();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("%s cannot be read".formatted(file), unreadable);
    }
  }

  /**
   * What an ONNX file says of itself; nothing if that is not of this kind, or it is another file.
   *
   * @throws IllegalArgumentException if something is missing
   */
  public static Optional<ModelMetadata> of(byte[] file) {
    Map<String, String> entries = new LinkedHashMap<>();
    try {
      for (StringStringEntryProto entry : ModelProto.parseFrom(file).getMetadataPropsList()) {
        entries.put(entry.getKey(), entry.getValue());
      }
    } catch (InvalidProtocolBufferException noOnnx) {
      return Optional.empty();
    }
    return entries.containsKey(MetadataJson.MARK)
        ? MetadataJson.read(MetadataJson.object(entries))
        : Optional.empty();
  }
}
