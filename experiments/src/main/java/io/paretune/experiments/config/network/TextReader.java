package io.paretune.experiments.config.network;

import io.paretune.evaluators.data.text.Pieces;
import io.paretune.evaluators.data.text.TextReading;
import io.paretune.evaluators.data.text.Tokenizers;
import io.paretune.hardware.yaml.YamlSection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The part of {@code data} that says how texts become tokens. */
final class TextReader {

  private static final String COLUMNS = "columns";
  private static final String TOKENIZER = "tokenizer";
  private static final List<String> KEYS =
      List.of(COLUMNS, TOKENIZER, "vocabulary", "length", "longest");

  /** A tokenizer by itself, or a network that has one. */
  private static final List<String> FILES = List.of(".json", ".onnx");

  private final Path base;

  /** Reads paths relative to a directory. */
  TextReader(Path base) {
    this.base = base;
  }

  /** The section of a key, or what is usual if there is none. */
  TextReading read(YamlSection data, String key) {
    TextReading usual = TextReading.found();
    Optional<YamlSection> given = data.section(key, KEYS);
    if (given.isEmpty()) {
      return usual;
    }
    YamlSection section = given.get();
    boolean named = FILES.stream().anyMatch(section.text(TOKENIZER, "")::endsWith);
    Optional<Path> file =
        named ? Optional.of(section.parsed(TOKENIZER, this::existing)) : Optional.empty();
    Pieces pieces =
        section.has(TOKENIZER) && file.isEmpty()
            ? section.parsed(TOKENIZER, Tokenizers::named)
            : usual.pieces();
    if (file.isPresent() && section.has("vocabulary")) {
      throw section.refuse(
          "vocabulary", "'vocabulary' is of a tokenizer that is learned; the file has its own");
    }
    return section.made(
        () ->
            new TextReading(
                section.has(COLUMNS) ? OneOrMany.texts(section, COLUMNS) : usual.columns(),
                pieces,
                file,
                (int) section.whole("vocabulary", 3, 1_000_000, usual.vocabulary()),
                length(section, usual.length())));
  }

  private static TextReading.Length length(YamlSection section, TextReading.Length usual) {
    int most = TextReading.MOST_TOKENS;
    return new TextReading.Length(
        (int) section.whole("length", 1, most, usual.exact()),
        (int) section.whole("longest", 1, most, usual.most()));
  }

  private Path existing(String name) {
    Path file = base.resolve(name).normalize();
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no tokenizer file " + file);
    }
    return file;
  }
}
