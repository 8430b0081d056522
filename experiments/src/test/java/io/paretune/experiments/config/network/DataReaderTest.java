package io.paretune.experiments.config.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.DataOptions;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.source.Channels;
import io.paretune.evaluators.data.source.ColumnType;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Resize;
import io.paretune.evaluators.task.Classification;
import io.paretune.hardware.yaml.YamlException;
import io.paretune.hardware.yaml.YamlSection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataReaderTest {

  private static DataSpec read(String keys) {
    YamlSection root =
        YamlSection.read(
            "test.yaml", "an experiment", "data: {source: digits" + keys + "}", List.of("data"));
    return new DataReader(Path.of("."), new Classification()).read(root, "data");
  }

  @Test
  void withoutKeysAllIsFoundOut() {
    assertThat(read("").options()).isEqualTo(DataOptions.defaults());
    assertThat(read("").preprocessing()).isEmpty();
  }

  @Test
  void imagesHaveSizeChannelsAndBackground() {
    DataOptions options =
        read(", resize: {height: 32, width: 48, mode: pad}, channels: grey, background: '#0a0b0c',"
                + " skip-damaged: 0.1%")
            .options();
    assertThat(options.images().resize()).contains(new Resize(32, 48, Resize.Mode.PAD));
    assertThat(options.images().channels()).isEqualTo(Channels.GREY);
    assertThat(options.images().background()).isEqualTo(0x0a0b0c);
    assertThat(options.images().skipDamaged()).isEqualTo(.001);
    assertThat(read(", image-side: 24").options().images().resize())
        .contains(new Resize(24, 24, Resize.Mode.NEAREST_FOUR));
  }

  @Test
  void textsAreNoColumnsOfNumbers() {
    assertThatThrownBy(() -> read(", tokens: {length: 9}, types: {zip: frequency}"))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("'types' makes numbers of columns");
    assertThatThrownBy(() -> read(", tokens: {length: 9}, text: review"))
        .hasMessageContaining("tokens: {columns: [..]}");
  }

  @Test
  void tablesHaveDelimiterEncodingAndTypes() {
    DataOptions options =
        read(", delimiter: ';', encoding: latin1, decimal: ',', drop: [id], text: review,"
                + " types: {zip: frequency, 'born on': date-day-first}")
            .options();
    assertThat(options.tables().delimiter()).isEqualTo(";");
    assertThat(options.tables().encoding()).isEqualTo("latin1");
    assertThat(options.tables().decimal()).isEqualTo(",");
    assertThat(options.tables().drop()).containsExactly("id");
    assertThat(options.tables().types())
        .isEqualTo(
            Map.of(
                "review", ColumnType.TEXT,
                "zip", ColumnType.FREQUENCY,
                "born on", ColumnType.DATE_DAY_FIRST));
  }

  @Test
  void anyDataHaveShapeClassesAndNamesToIgnore() {
    DataOptions options = read(", shape: 1x4x16, classes: [9, 8, 7], ignore: '*.bak'").options();
    assertThat(options.shape()).contains(new InputShape(1, 4, 16));
    assertThat(options.classes()).containsExactly("9", "8", "7");
    assertThat(options.ignored()).containsExactly("*.bak");
  }

  @Test
  void preprocessingIsANameOrNumbers() {
    assertThat(read(", preprocessing: imagenet").preprocessing())
        .contains(Preprocessing.named("imagenet"));
    assertThat(read(", preprocessing: {mean: 0.5, std: [0.1, 0.2, 0.3]}").preprocessing())
        .contains(new Preprocessing(1 / 255.0, List.of(.5, .5, .5), List.of(.1, .2, .3)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resize: {height: 32} | 'width'",
        "resize: {height: 32, width: 8, mode: stretched} | stretch, crop, pad",
        "channels: gray | did you mean 'grey'",
        "background: whitish | white, black, grey or a colour like '#00ff00'",
        "skip-damaged: 100% | a share from 0 to under 1",
        "preprocessing: imagnet | did you mean 'imagenet'",
        "types: {a: onehot} | did you mean 'one-hot'",
        "shape: 28x28 | channels x height x width, such as 1x28x28",
        "decimal: ';' | decimal must be '.' or ','",
        "delimiter: ';;' | one character",
        "classes: [a, a] | classes must be distinct",
        "image-side: 8, resize: {height: 8, width: 8} | say the same twice",
      })
  void mistakesAreToldWithTheirPlace(String keys, String message) {
    assertThatThrownBy(() -> read(", " + keys))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("test.yaml:1")
        .hasMessageContaining(message);
  }
}
