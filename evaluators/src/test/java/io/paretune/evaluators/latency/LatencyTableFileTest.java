package io.paretune.evaluators.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyTableFileTest {

  private static final String HEADER =
      "operator,input,output-channels,window,groups,heads,arithmetic,milliseconds,low,high,stable";
  private static final String CONV = "conv,8x4x4,16,3x3/2p1,1,-,int8";

  @TempDir private Path directory = Path.of("");

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("table.csv"), text);
  }

  @Test
  void whatIsWrittenIsRead() {
    Map<String, Timing> kernels = new LinkedHashMap<>();
    kernels.put(CONV, new Timing(0.5, 0.25, 0.75, true));
    kernels.put("linear,16,10,-,-,-,float32", new Timing(0, 0, 0.125, false));
    Map<String, Double> coefficients = new LinkedHashMap<>();
    coefficients.put("call", 0.0123456789);
    coefficients.put("borders", -0.5);
    LatencyTable table =
        new LatencyTable(
            Map.of("family", "resnet", "machine.cpu-model", "An: odd, name"),
            kernels,
            Optional.of(
                new LatencyFit(coefficients, new PredictionAccuracy(50, .5, .94, .03, .2, .97))));
    Path file = directory.resolve("new/table.csv");
    LatencyTableFile.write(file, table);
    assertThat(LatencyTableFile.read(file)).isEqualTo(table);
  }

  @Test
  void aTableFromElsewhereNeedsNoFactsAndNoIntervals() throws IOException {
    Path file =
        file(
            "operator,input,output-channels,window,groups,heads,arithmetic,milliseconds\r\n"
                + CONV
                + ", 0.5\r\n");
    assertThat(LatencyTableFile.read(file).kernels())
        .isEqualTo(Map.of(CONV, new Timing(0.5, 0.5, 0.5, true)));
  }

  @ParameterizedTest
  @CsvSource({"'',''", "',low,high,stable',',0.5,0.5,true'"})
  void aTableFromBeforeTokensIsReadAndGoneOnWith(String columns, String cells) throws IOException {
    Path file =
        file(
            "# family: resnet\noperator,input,output-channels,window,groups,arithmetic,milliseconds"
                + columns
                + "\nconv,8x4x4,16,3x3/2p1,1,int8,0.5"
                + cells
                + "\n");
    LatencyTable table = LatencyTableFile.read(file);
    assertThat(table.kernels()).isEqualTo(Map.of(CONV, new Timing(0.5, 0.5, 0.5, true)));
    assertThat(LatencyTableFile.resume(file)).isEqualTo(table);
    LatencyTableFile.append(file, "add,16x2x2,16,-,-,-,int8", new Timing(2, 1, 3, true));
    assertThat(LatencyTableFile.read(file).kernels())
        .containsOnlyKeys(CONV, "add,16x2x2,16,-,-,-,int8");
    assertThat(Files.readString(file)).contains("# family: resnet\n" + HEADER);
  }

  @Test
  void aRowThatWasCutShortIsForgotten() throws IOException {
    Path file = file("# family: resnet\n" + HEADER + "\n" + CONV + ",1,1,1,true\n" + "add,16x2");
    LatencyTable resumed = LatencyTableFile.resume(file);
    assertThat(resumed.kernels()).containsOnlyKeys(CONV);
    LatencyTableFile.append(file, "add,16x2x2,16,-,-,-,int8", new Timing(2, 1, 3, true));
    LatencyTable whole = LatencyTableFile.read(file);
    assertThat(whole.kernels()).containsOnlyKeys(CONV, "add,16x2x2,16,-,-,-,int8");
    assertThat(whole.fact("family")).contains("resnet");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | must have the header",
        "a,b | :1: the header must be operator,input",
        "H;conv,8x4x4,16,3x3p1,1,-,int8,1,1 | :2: a row must have 11 cells, as the header has, got"
            + " 9",
        "H;K,-1,1,1,true | :2: 'milliseconds' must be a number of at least 0, got '-1'",
        "H;K,NaN,1,1,true | 'milliseconds' must be a number of at least 0, got 'NaN'",
        "H;K,Infinity,1,1,true | got 'Infinity'",
        "H;K,1,x,1,true | 'low' must be a number",
        "H;K,1,2,3,true | :2: 0 <= low <= milliseconds <= high must hold",
        "H;K,1,1,1,yes | 'stable' must be true or false, got 'yes'",
        "H;K,1,1,1,true;K,2,2,2,true | :3: each kernel must have one row, got a second for 'conv,",
        "# fit.call: much;H | the fact 'fit.call' must be a number, got 'much'",
        "# fit.call: 1;H | the fact 'accuracy.networks' must be a number, got 'nothing'",
      })
  void whatIsNoTableIsRefusedInOneLine(String text, String part) throws IOException {
    Path file = file(text.replace("H", HEADER).replace("K", CONV).replace(';', '\n'));
    assertThatThrownBy(() -> LatencyTableFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part)
        .hasMessageContaining("table.csv")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aMissingFileIsRefused() {
    assertThatThrownBy(() -> LatencyTableFile.read(directory.resolve("absent.csv")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no table file");
  }
}
