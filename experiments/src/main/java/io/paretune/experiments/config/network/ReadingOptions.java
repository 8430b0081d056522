package io.paretune.experiments.config.network;

import io.paretune.evaluators.data.DataOptions;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.source.Channels;
import io.paretune.evaluators.data.source.ColumnType;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Resize;
import io.paretune.evaluators.data.source.TableReading;
import io.paretune.hardware.yaml.YamlSection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of {@code data} that say how files are read, where what is found does not do. */
final class ReadingOptions {

  /** Those keys. */
  static final List<String> KEYS =
      List.of(
          "image-side",
          "resize",
          "channels",
          "background",
          "skip-damaged",
          "cache",
          "delimiter",
          "encoding",
          "decimal",
          "drop",
          "types",
          "text",
          "ignore",
          "classes",
          "shape");

  private static final Pattern SHAPE = Pattern.compile("(\\d{1,8})x(\\d{1,8})x(\\d{1,8})");
  private static final Pattern COLOUR = Pattern.compile("#?([0-9a-fA-F]{6})");
  private static final Map<String, Integer> COLOURS =
      Map.of("white", 0xffffff, "black", 0, "grey", 0x808080);

  private final YamlSection section;

  private ReadingOptions(YamlSection section) {
    this.section = section;
  }

  static DataOptions of(YamlSection section) {
    ReadingOptions reader = new ReadingOptions(section);
    return section.made(
        () ->
            new DataOptions(
                reader.images(),
                reader.tables(),
                reader.texts("ignore"),
                reader.texts("classes"),
                reader.shape()));
  }

  private List<String> texts(String key) {
    return section.has(key) ? OneOrMany.texts(section, key) : List.of();
  }

  private ImageReading images() {
    ImageReading usual =
        new ImageReading(
            resize(),
            section.has("channels")
                ? Channels.valueOf(
                    section.name("channels", Channels.names()).toUpperCase(Locale.ROOT))
                : Channels.AS_STORED,
            background(),
            share("skip-damaged"),
            section.name("cache", List.of("user", "none"), "user").equals("none")
                ? ImageReading.Keeping.STREAMED
                : ImageReading.Keeping.CACHED);
    int side = (int) section.whole("image-side", 0, 4096, 0);
    if (side > 0 && section.has("resize")) {
      throw section.refuse(
          "image-side", "'image-side' and 'resize' say the same twice: leave one of them out");
    }
    return side > 0 ? usual.withSide(side) : usual;
  }

  private Optional<Resize> resize() {
    return section
        .section("resize", List.of("height", "width", "mode"))
        .map(
            how ->
                new Resize(
                    (int) how.whole("height", 1, 4096),
                    (int) how.whole("width", 1, 4096),
                    Resize.Mode.valueOf(
                        how.name("mode", Resize.Mode.names(), "stretch")
                            .toUpperCase(Locale.ROOT))));
  }

  private int background() {
    String given = section.text("background", "white");
    Matcher colour = COLOUR.matcher(given);
    Integer named = COLOURS.get(given);
    if (named == null && !colour.matches()) {
      throw section.refuse(
          "background",
          "'background' must be white, black, grey or a colour like '#00ff00', got '"
              + given
              + "'");
    }
    return named == null ? Integer.parseInt(colour.group(1), 16) : named;
  }

  /** A real, or per cent. */
  private double share(String key) {
    if (!section.has(key)) {
      return 0;
    }
    String given = section.text(key).strip();
    try {
      double value =
          given.endsWith("%")
              ? Double.parseDouble(given.substring(0, given.length() - 1)) / 100
              : Double.parseDouble(given);
      if (value >= 0 && value < 1) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      // told below
    }
    throw section.refuse(
        key, "'" + key + "' must be a share from 0 to under 1, such as 0.1%, got '" + given + "'");
  }

  private TableReading tables() {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    texts("text").forEach(column -> types.put(column, ColumnType.TEXT));
    section
        .section("types")
        .ifPresent(
            given ->
                given
                    .keys()
                    .forEach(
                        column ->
                            types.put(
                                column,
                                ColumnType.labelled(given.name(column, ColumnType.labels())))));
    return new TableReading(
        tab(section.text("delimiter", "")),
        section.text("encoding", ""),
        section.text("decimal", ""),
        texts("drop"),
        types);
  }

  private static String tab(String delimiter) {
    return delimiter.equals("tab") || delimiter.equals("\\t") ? "\t" : delimiter;
  }

  private Optional<InputShape> shape() {
    if (!section.has("shape")) {
      return Optional.empty();
    }
    Matcher lengths = SHAPE.matcher(section.text("shape"));
    if (!lengths.matches()) {
      throw section.refuse(
          "shape",
          "'shape' must be channels x height x width, such as 1x28x28, got '"
              + section.text("shape")
              + "'");
    }
    return Optional.of(
        new InputShape(
            Integer.parseInt(lengths.group(1)),
            Integer.parseInt(lengths.group(2)),
            Integer.parseInt(lengths.group(3))));
  }

  /** The preprocessing: a name, or scale, mean and deviation. */
  static Optional<Preprocessing> preprocessing(YamlSection section) {
    if (section.has("preprocessing") && !section.isSection("preprocessing")) {
      return Optional.of(Preprocessing.named(section.name("preprocessing", Preprocessing.NAMES)));
    }
    return section
        .section("preprocessing", List.of("scale", "mean", "std"))
        .map(how -> how.made(() -> given(how)));
  }

  private static Preprocessing given(YamlSection how) {
    List<Double> mean = OneOrMany.reals(how, "mean");
    List<Double> std = OneOrMany.reals(how, "std");
    int channels = Math.max(mean.size(), std.size());
    return new Preprocessing(
        1 / how.real("scale", 1e-9, 1e9, 255), repeated(mean, channels), repeated(std, channels));
  }

  private static List<Double> repeated(List<Double> values, int count) {
    return values.size() == 1 ? Collections.nCopies(count, values.get(0)) : values;
  }
}
