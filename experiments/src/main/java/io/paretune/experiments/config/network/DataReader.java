package io.paretune.experiments.config.network;

import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Division;
import io.paretune.evaluators.data.corpus.EmbeddedTexts;
import io.paretune.evaluators.data.corpus.TextSource;
import io.paretune.evaluators.data.layout.FileFormat;
import io.paretune.evaluators.data.layout.ImageTable;
import io.paretune.evaluators.data.layout.NamedFiles;
import io.paretune.evaluators.data.source.DataSource;
import io.paretune.evaluators.data.text.TextReading;
import io.paretune.evaluators.spi.DataSourceProvider;
import io.paretune.evaluators.task.Task;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.plugin.YamlSettings;
import io.paretune.hardware.plugin.Registry;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.hardware.yaml.YamlSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what is learned: the section {@code data} of an experiment file, or a file of its own with
 * the same keys.
 */
final class DataReader {

  private static final List<String> FILES = List.of("format", "train", "validation", "test");

  private static final String IMAGES = "images";
  private static final String IMAGE_COLUMN = "image-column";

  private static final List<String> DIVISION =
      List.of(
          "label",
          "separator",
          "validation-fraction",
          "test-fraction",
          "split-seed",
          "preprocessing");

  /** The key of how texts become tokens. */
  private static final String TOKENS = "tokens";

  private final Path base;
  private final Task learned;

  /**
   * Reads paths relative to a directory.
   *
   * @param learned what is learned of the data
   */
  DataReader(Path base, Task learned) {
    this.base = base;
    this.learned = learned;
  }

  /** The value of a key: a name, a path or a section. */
  DataSpec read(YamlSection root, String key) {
    DataSpec data =
        root.isSection(key) ? read(root.section(key).orElseThrow()) : root.parsed(key, this::named);
    return data.withTask(learned);
  }

  /** A name, a path, or a file of its own that says what is what. */
  private DataSpec named(String source) {
    if (!source.endsWith(".yaml") && !source.endsWith(".yml")) {
      DataSpec data = DataSpec.of(located(source));
      return learned.readsTexts() ? texts(data, TextReading.found()) : data;
    }
    Path file = base.resolve(source).normalize();
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no data file " + file);
    }
    try {
      Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(base);
      List<String> keys = new ArrayList<>(List.of("source"));
      keys.addAll(FILES);
      keys.addAll(List.of(IMAGES, IMAGE_COLUMN, TOKENS));
      keys.addAll(DIVISION);
      keys.addAll(ReadingOptions.KEYS);
      return new DataReader(folder, learned)
          .read(YamlSection.read(file.toString(), "a data file", Files.readString(file), keys));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(file + " cannot be read as text", unreadable);
    }
  }

  /** A section: a source, or files named one by one. */
  DataSpec read(YamlSection section) {
    boolean named = section.has("format");
    List<String> keys = new ArrayList<>(named ? FILES : List.of("source"));
    if (named) {
      provider(section).ifPresent(provider -> keys.addAll(provider.keys()));
      if (section.text("format").equals(ImageTable.FORMAT)) {
        keys.addAll(List.of(IMAGES, IMAGE_COLUMN));
      }
    }
    keys.addAll(DIVISION);
    keys.addAll(ReadingOptions.KEYS);
    keys.add(TOKENS);
    section.only(keys);
    DataSpec usual = source(section, named);
    return section.made(
        () ->
            new DataSpec(
                usual.source(),
                usual.files(),
                usual.task(),
                columns(section),
                ReadingOptions.of(section),
                division(section),
                ReadingOptions.preprocessing(section)));
  }

  /** What is read: a path, files named one by one, or texts of either. */
  private DataSpec source(YamlSection section, boolean named) {
    DataSpec found =
        named
            ? section.made(
                () -> DataSpec.of(paths(section, "train").get(0).toString(), files(section)))
            : section.parsed("source", source -> DataSpec.of(located(source)));
    if (!section.has(TOKENS) && !learned.readsTexts()) {
      return found;
    }
    for (String key : List.of("types", "text")) {
      if (section.has(key)) {
        throw section.refuse(
            key,
            "'%s' makes numbers of columns, and texts are read as tokens: leave it out, and name the columns with tokens: {columns: [..]}"
                .formatted(key));
      }
    }
    return section.made(() -> texts(found, new TextReader(base).read(section, TOKENS)));
  }

  /** The same, of texts. */
  private static DataSpec texts(DataSpec data, TextReading reading) {
    if (data.source().equals(EmbeddedTexts.NAME)) {
      return data.withFiles(new EmbeddedTexts(reading));
    }
    if (data.files().isEmpty() && !DataSets.embedded().contains(data.source())) {
      return data.withFiles(TextSource.at(Path.of(data.source()), reading));
    }
    if (data.files().orElse(null) instanceof NamedFiles files && files.format() == FileFormat.CSV) {
      return data.withFiles(
          new TextSource(
              files.train().get(0),
              files.validation().stream().findFirst(),
              files.test().stream().findFirst(),
              reading));
    }
    throw new IllegalArgumentException(
        "texts are read of tables (format: csv), of folders with *.txt files and of '%s', got '%s'"
            .formatted(EmbeddedTexts.NAME, data.source()));
  }

  private static DataSpec.Columns columns(YamlSection section) {
    return new DataSpec.Columns(
        section.has("label") ? OneOrMany.texts(section, "label") : List.of(),
        section.text("separator", ""));
  }

  private static Division division(YamlSection section) {
    Division usual = Division.defaults();
    return new Division(
        section.real("validation-fraction", 0, 1, usual.validation()),
        section.real("test-fraction", 0, 1, usual.test()),
        section.whole("split-seed", Long.MIN_VALUE, Long.MAX_VALUE, usual.seed()));
  }

  /** The plug-in that reads the format, if none that ships does. */
  private static Optional<DataSourceProvider> provider(YamlSection section) {
    Registry<DataSourceProvider> plugins = Plugins.installed().dataSources();
    List<String> names = new ArrayList<>(Plugins.SHIPPED_FORMATS);
    names.addAll(plugins.names());
    return plugins.find(section.name("format", names));
  }

  private DataSource files(YamlSection section) {
    DataSourceProvider.Parts parts =
        new DataSourceProvider.Parts(
            paths(section, "train"),
            section.has("validation") ? paths(section, "validation") : List.of(),
            section.has("test") ? paths(section, "test") : List.of());
    if (section.text("format").equals(ImageTable.FORMAT)) {
      return imageTable(section);
    }
    return provider(section)
        .map(provider -> provider.source(parts, new YamlSettings(section)))
        .orElseGet(
            () ->
                new NamedFiles(
                    FileFormat.labelled(section.text("format")),
                    parts.train(),
                    parts.validation(),
                    parts.test()));
  }

  /** The names of files are relative to {@code images}, or else to the training table's folder. */
  private DataSource imageTable(YamlSection section) {
    Path train = only(section, "train").orElseThrow();
    Path folder =
        section.has(IMAGES)
            ? only(section, IMAGES).orElseThrow()
            : Optional.ofNullable(train.toAbsolutePath().getParent()).orElse(base);
    if (!Files.isDirectory(folder)) {
      throw section.refuse(IMAGES, "'" + IMAGES + "' must be a directory, got " + folder);
    }
    return new ImageTable(
        train,
        only(section, "validation"),
        only(section, "test"),
        folder.normalize(),
        section.text(IMAGE_COLUMN, "filename"));
  }

  /** The one path of a key, if it is given. */
  private Optional<Path> only(YamlSection section, String key) {
    if (!section.has(key)) {
      return Optional.empty();
    }
    List<Path> all = paths(section, key);
    if (all.size() > 1) {
      throw section.refuse(
          key,
          "'" + key + "' must be one path in format " + ImageTable.FORMAT + ", got " + all.size());
    }
    return Optional.of(all.get(0));
  }

  private List<Path> paths(YamlSection section, String key) {
    List<Path> paths = new ArrayList<>();
    for (String name : OneOrMany.texts(section, key)) {
      Path path = base.resolve(name).normalize();
      if (!Files.exists(path)) {
        throw section.refuse(key, "'" + key + "' must name an existing file, got " + path);
      }
      paths.add(path);
    }
    return paths;
  }

  /** An embedded data set's name as it is, anything else as a path relative to the file. */
  private String located(String source) {
    if (DataSets.embedded().contains(source)) {
      return source;
    }
    Path path = base.resolve(source).normalize();
    if (!Files.exists(path) && !source.contains("/") && !source.contains("\\")) {
      throw new IllegalArgumentException(
          "no data set is called '"
              + source
              + "' and no such path exists"
              + Nearest.hint(source, DataSets.embedded())
              + " (embedded: "
              + String.join(", ", DataSets.embedded())
              + ")");
    }
    return path.toString();
  }
}
