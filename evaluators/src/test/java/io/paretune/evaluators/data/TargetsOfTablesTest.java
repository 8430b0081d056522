package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.MultiLabel;
import io.paretune.evaluators.task.Regression;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import io.paretune.evaluators.task.targets.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsOfTablesTest {

  @TempDir Path directory = Path.of("");

  private DataSpec table(Task task, String separator, List<String> columns) throws IOException {
    Path file = directory.resolve("t.csv");
    String rows =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "%d,%s,%s,%d,%s,%s"
                        .formatted(
                            i,
                            i / 8.0 - 0.25,
                            i % 3 == 0 ? "no" : "yes",
                            i % 2,
                            i % 4 == 0 ? "true" : "false",
                            i % 5 == 0 ? "" : i % 2 == 0 ? "red" : "red|big"))
            .collect(Collectors.joining("\n"));
    Files.writeString(file, "x,price,sold,a,b,tags\n" + rows + "\n");
    return DataSpec.of(file.toString())
        .withTask(task)
        .withColumns(new DataSpec.Columns(columns, separator));
  }

  private Targets train(Task task, String separator, String... columns) throws IOException {
    return DataSets.open(table(task, separator, List.of(columns))).train().targets();
  }

  private void assertRefused(Task task, String separator, List<String> columns, String... words)
      throws IOException {
    DataSpec spec = table(task, separator, columns);
    assertThatThrownBy(() -> DataSets.open(spec))
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
  }

  @Test
  void aColumnOfNumbersIsLearnedAsItStands() throws IOException {
    DataSet data = DataSets.open(table(new Regression(), "", List.of("price")));
    NumberTargets numbers = (NumberTargets) data.train().targets();
    assertThat(numbers.names()).containsExactly("price");
    // x is not scaled by the target, whose own column is not an input
    float[] raw = new float[data.shape().volume()];
    data.train().examples().copyRaw(3, raw, 0);
    assertThat(numbers.at(3)).isEqualTo((float) (raw[0] / 8.0 - 0.25));
    assertThat(data.head().outputs()).isEqualTo(1);
    assertThat(data.validation().head()).isEqualTo(data.head());
  }

  @Test
  void columnsOfYesAndNoAreLabels() throws IOException {
    DataSet data = DataSets.open(table(new MultiLabel(), "", List.of("b", "a")));
    LabelTargets labels = (LabelTargets) data.train().targets();
    assertThat(labels.names()).containsExactly("b", "a");
    float[] raw = new float[data.shape().volume()];
    for (int i = 0; i < labels.size(); i++) {
      data.train().examples().copyRaw(i, raw, 0);
      assertThat(labels.at(i, 0)).isEqualTo(raw[0] % 4 == 0);
      assertThat(labels.at(i, 1)).isEqualTo(raw[0] % 2 == 1);
    }
  }

  @Test
  void aColumnMayHoldSeveralLabelsOrNone() throws IOException {
    DataSet data = DataSets.open(table(new MultiLabel(), "|", List.of("tags")));
    LabelTargets labels = (LabelTargets) data.train().targets();
    assertThat(labels.names()).containsExactly("big", "red");
    float[] raw = new float[data.shape().volume()];
    for (int i = 0; i < labels.size(); i++) {
      data.train().examples().copyRaw(i, raw, 0);
      assertThat(labels.at(i, 1)).isEqualTo(raw[0] % 5 != 0);
      assertThat(labels.at(i, 0)).isEqualTo(raw[0] % 5 != 0 && raw[0] % 2 == 1);
    }
  }

  @Test
  void whatDoesNotFitNamesTheTaskThatDoes() throws IOException {
    Task classification = new Classification();
    assertRefused(
        classification,
        "",
        List.of("price"),
        "classes in column 'price'",
        "40 different numbers such as -0.125, which looks like regression: task: regression");
    // whole numbers are told by what a class cannot be
    assertRefused(classification, "", List.of("x"), "looks like regression: task: regression");
    assertRefused(
        new Regression(), "", List.of("sold"), "a number in every row", "task: classification");
    assertRefused(classification, "", List.of("a", "b"), "task: multi-label");
    assertRefused(new MultiLabel(), "", List.of("tags"), "(separator: '|')");
    assertRefused(new MultiLabel(), ";", List.of("tags"), "';' in none of its fields");
    assertRefused(new MultiLabel(), "", List.of("a", "price"), "0 or 1 in column 'price'");
    assertRefused(new Regression(), "", List.of(), "the name of the label column to be given");
  }

  @Test
  void imagesInFoldersHaveClasses() {
    assertThatThrownBy(() -> DataSets.open(DataSpec.of("digits").withTask(new Regression())))
        .hasMessageContaining("a number of each example")
        .hasMessageContaining("task: classification");
    assertThatThrownBy(
            () -> DataSets.open(DataSpec.of("digits").withTask(new BinaryClassification())))
        .hasMessageContaining("the data have 10; task: classification");
  }

  @Test
  void theHashOfDataTellsTargetsApart() throws IOException {
    String numbers = DataSets.open(table(new Regression(), "", List.of("price"))).contentHash();
    String others = DataSets.open(table(new Regression(), "", List.of("x"))).contentHash();
    assertThat(numbers).isNotEqualTo(others);
    assertThat(train(new Regression(), "", "price").names()).containsExactly("price");
  }
}
