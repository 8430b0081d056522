package io.paretune.evaluators.train.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.data.source.InputShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Pillow 12.3 ({@code pictures.txt}: red, green and blue planes, rows from the top). */
class PictureTest {
  private static final InputShape SMALL = new InputShape(3, 4, 5);
  private final Map<String, float[]> golden = new LinkedHashMap<>();

  @BeforeEach
  void read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PictureTest.class.getResourceAsStream("pictures.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        int colon = line.indexOf(':');
        golden.put(line.substring(0, colon), numbers(line.substring(colon + 1)));
      }
    }
  }

  private static float[] numbers(String text) {
    StringTokenizer words = new StringTokenizer(text);
    float[] numbers = new float[words.countTokens()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(words.nextToken());
    }
    return numbers;
  }

  private float[] changed(String from, InputShape shape, Consumer<Picture> change) {
    float[] values = Objects.requireNonNull(golden.get(from)).clone();
    change.accept(new Picture(shape, values, new float[values.length]));
    return values;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 1.7})
  void coloursAreThoseOfPillow(double factor) {
    assertThat(changed("given", SMALL, picture -> picture.brighten(factor)))
        .isEqualTo(golden.get("brightness " + factor));
    assertThat(changed("given", SMALL, picture -> picture.contrast(factor)))
        .isEqualTo(golden.get("contrast " + factor));
    assertThat(changed("given", SMALL, picture -> picture.saturate(factor)))
        .isEqualTo(golden.get("saturation " + factor));
    assertThat(changed("given", SMALL, picture -> picture.sharpen(factor)))
        .isEqualTo(golden.get("sharpness " + factor));
  }

  @Test
  void levelsAreThoseOfPillow() {
    assertThat(changed("given", SMALL, picture -> picture.posterise(5)))
        .isEqualTo(golden.get("posterise 5"));
    assertThat(changed("given", SMALL, picture -> picture.solarise(128)))
        .isEqualTo(golden.get("solarise 128"));
    assertThat(changed("given", SMALL, Picture::stretchContrast))
        .isEqualTo(golden.get("autocontrast"));
    assertThat(changed("wide", new InputShape(3, 20, 30), Picture::equalise))
        .isEqualTo(golden.get("equalise"));
  }

  @Test
  void aQuarterTurnAndBackGivesTheImageAndAShiftLeavesBlack() {
    InputShape square = new InputShape(1, 3, 3);
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    Picture picture = new Picture(square, values, new float[9]);
    picture.rotate(Math.PI / 2);
    assertThat(values).containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
    picture.rotate(-Math.PI / 2);
    assertThat(values).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    picture.move(1.9, -1);
    assertThat(values).containsExactly(0, 0, 0, 2, 3, 0, 5, 6, 0);
    picture.map(1, 1, 0, 1);
    assertThat(values).containsExactly(0, 0, 0, 2, 3, 0, 6, 0, 0);
  }
}
