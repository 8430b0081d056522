package io.paretune.experiments.compress;

import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.table.coding.TokenCoding;
import io.paretune.evaluators.data.text.TextReading;
import io.paretune.evaluators.data.text.TokenizerFile;
import io.paretune.evaluators.metadata.MetadataFile;
import io.paretune.evaluators.metadata.ModelMetadata;
import io.paretune.evaluators.onnx.read.OnnxImport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How texts are read for a model that takes ids of tokens: by its own tokenizer.
 *
 * @param tokens the section {@code tokens} of data
 * @param classes in the order of its outputs; empty if it does not say
 */
record ModelTexts(Map<String, Object> tokens, List<String> classes) {

  /** Copies both. */
  ModelTexts {
    tokens = Map.copyOf(tokens);
    classes = List.copyOf(classes);
  }

  /**
   * Of a model.
   *
   * @return empty if it does not read ids
   * @throws IllegalArgumentException if there is no tokenizer in it or beside it, or one that pads
   *     texts otherwise: one line
   */
  static Optional<ModelTexts> of(Path model) {
    if (!OnnxImport.readsTexts(model)) {
      return Optional.empty();
    }
    Path absolute = model.toAbsolutePath().normalize();
    Path beside = absolute.resolveSibling("tokenizer.json");
    Optional<ModelMetadata> own = MetadataFile.known(absolute);
    Optional<ModelTexts> kept = own.flatMap(metadata -> kept(metadata, absolute));
    if (kept.isEmpty() && !Files.isRegularFile(beside)) {
      throw new IllegalArgumentException(
          "%s reads ids of tokens, and neither its metadata nor a tokenizer.json beside it say how texts become such; put that file there, or name it in a file for --data: tokens: {tokenizer: tokenizer.json}"
              .formatted(model));
    }
    return kept.or(() -> Optional.of(beside(absolute, beside)));
  }

  private static ModelTexts beside(Path model, Path tokenizer) {
    OptionalInt own = TokenizerFile.padding(tokenizer);
    int models = OnnxImport.textPadding(model);
    if (own.isPresent() && own.getAsInt() != models) {
      throw new IllegalArgumentException(
          "%s pads texts with id %d, and %s takes id %d for padding%s, so that tokens would be mistaken; put the tokenizer that belongs to it beside it, or compress it as a graph of any kind, with ids as --inputs"
              .formatted(
                  tokenizer,
                  own.getAsInt(),
                  model.getFileName(),
                  models,
                  models == 0 ? " (it compares ids with no other)" : ""));
    }
    return new ModelTexts(
        Map.of(
            "tokenizer",
            tokenizer.toString(),
            "longest",
            Math.min(TextReading.MOST_TOKENS, OnnxImport.longestText(model))),
        List.of());
  }

  private static Optional<ModelTexts> kept(ModelMetadata metadata, Path model) {
    List<CodedColumn> columns =
        metadata.input().columns().stream()
            .filter(column -> column.kind().equals(TokenCoding.KIND))
            .toList();
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    Path json = MetadataFile.beside(model);
    Map<String, Object> tokens = new LinkedHashMap<>();
    boolean inside = MetadataFile.speaks(model);
    tokens.put("tokenizer", String.valueOf(inside ? model : json));
    tokens.put("length", metadata.input().shape().volume() / columns.size());
    if (columns.size() > 1) {
      tokens.put("columns", columns.stream().map(CodedColumn::name).toList());
    }
    return Optional.of(new ModelTexts(tokens, metadata.names()));
  }

  /** The section {@code data} of an experiment. */
  Map<String, Object> data(String source) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("source", source);
    data.put("tokens", tokens);
    if (!classes.isEmpty()) {
      data.put("classes", classes);
    }
    return data;
  }
}
