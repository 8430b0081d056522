package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.corpus.EmbeddedTexts;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.text.TextReading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The small data sets that the jar carries, with their licences beside them. */
public final class EmbeddedSource {
  private static final List<String> FASHION =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");
  private static final int DIGIT_PIXELS = 64;

  private EmbeddedSource() {}

  /** The names that {@link #read} knows. */
  public static List<String> names() {
    return List.of("digits", "fashion-mini", EmbeddedTexts.NAME);
  }

  /**
   * Reads an embedded data set.
   *
   * <p>{@code fashion-mini}: 2,400 training and 1,000 test images of 1x28x28 (Xiao, Rasul, Vollgraf
   * 2017, MIT). {@code digits}: 1,797 images of 1x8x8 with values 0 to 16 and no test set of its
   * own (Alpaydin, Kaynak 1998, CC BY 4.0). {@code banking-mini}: see {@link EmbeddedTexts}.
   *
   * @throws IllegalArgumentException if there is no such name
   */
  public static SourceData read(String name) {
    return switch (name) {
      case "fashion-mini" ->
          SourceData.of(name, fashion("train"), Optional.empty(), Optional.of(fashion("t10k")));
      case "digits" -> SourceData.of(name, digits(), Optional.empty(), Optional.empty());
      case EmbeddedTexts.NAME -> new EmbeddedTexts(TextReading.found()).read(Reading.ofClasses());
      default ->
          throw new IllegalArgumentException(
              "embedded data sets are " + names() + ", got '" + name + "'");
    };
  }

  private static Examples fashion(String part) {
    return IdxSource.read(
        DataFile.resource("fashion-mini/" + part + "-images-idx3-ubyte.gz"),
        DataFile.resource("fashion-mini/" + part + "-labels-idx1-ubyte.gz"),
        Reading.ofClasses(),
        FASHION);
  }

  private static Examples digits() {
    DataFile file = DataFile.resource("digits/digits.csv.gz");
    String[] lines =
        new String(file.bytes(), StandardCharsets.US_ASCII).lines().toArray(String[]::new);
    byte[] pixels = new byte[lines.length * DIGIT_PIXELS];
    int[] labels = new int[lines.length];
    for (int row = 0; row < lines.length; row++) {
      String[] fields = lines[row].split(",", -1);
      if (fields.length != DIGIT_PIXELS + 1) {
        throw new DataException(
            file.name() + ":" + (row + 1), "65 columns", String.valueOf(fields.length));
      }
      for (int i = 0; i < DIGIT_PIXELS; i++) {
        pixels[row * DIGIT_PIXELS + i] = (byte) Double.parseDouble(fields[i]);
      }
      labels[row] = (int) Double.parseDouble(fields[DIGIT_PIXELS]);
    }
    List<String> names = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    return Examples.ofBytes(new InputShape(1, 8, 8), names, pixels, labels);
  }
}
