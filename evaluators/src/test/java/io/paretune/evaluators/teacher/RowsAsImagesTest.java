package io.paretune.evaluators.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.GivenModel;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.train.forward.Inference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files see a row of a table as an image of one place, of one row or of one column, or as it is.
 */
class RowsAsImagesTest {

  private static final int COLUMNS = 7;
  private static final int ROWS = 12;
  private static final List<Shape> ALIKE =
      List.of(
          Shape.image(COLUMNS, 1, 1),
          Shape.image(1, COLUMNS, 1),
          Shape.image(1, 1, COLUMNS),
          Shape.vector(COLUMNS));

  private static Network network(Shape input) {
    NetworkBuilder net = Network.from(input);
    return (input instanceof Shape.Image ? net.flatten() : net).linear(6).relu().linear(3).build();
  }

  private static DataSet table(int columns) {
    float[] values = new float[ROWS * columns];
    int[] classes = new int[ROWS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 37 % 11) - 5;
    }
    for (int row = 0; row < ROWS; row++) {
      classes[row] = row % 3;
    }
    Examples rows =
        Examples.ofFloats(InputShape.vector(columns), List.of("a", "b", "c"), values, classes);
    Preprocessing preprocessing = Preprocessing.measured(rows);
    return new DataSet(
        "table",
        new TrainSplit(rows, preprocessing),
        new ValidationSplit(rows, preprocessing),
        "table",
        "untested");
  }

  @Test
  void aModelAndTeachersTakeTheRowsOfTheirTable(@TempDir Path directory) throws IOException {
    DataSet data = table(COLUMNS);
    float[] rows = data.train().inputs(0, ROWS);
    for (Shape shape : ALIKE) {
      Network network = network(shape);
      Weights weights = RandomNetworks.weights(network, 5);
      float[] expected;
      try (Inference inference = new Inference(network, weights, Device.cpu())) {
        expected = inference.logits(rows, ROWS);
      }
      Path file = Files.write(directory.resolve("rows.onnx"), OnnxExport.encode(network, weights));
      WeightedNetwork read = OnnxImport.read(file).weighted();
      Network given = new GivenModel(read).largest(FamilyContext.of(Shape.image(COLUMNS, 1, 1), 3));
      try (Inference inference = new Inference(given, read.weights(), Device.cpu())) {
        assertThat(inference.logits(rows, ROWS))
            .as("imported as %s", given.input())
            .containsExactly(expected, within(1e-5f));
      }
      try (FileTeacher teacher = FileTeacher.open(file, data, 1)) {
        assertThat(teacher.logits(rows, ROWS)).containsExactly(expected, within(1e-5f));
      }
      NetworkTeacher teacher = NetworkTeacher.open(file, data, 1);
      try (Inference inference = teacher.inference(Device.cpu())) {
        assertThat(inference.logits(rows, ROWS)).containsExactly(expected, within(1e-5f));
      }
    }
  }

  @Test
  void rowsOfAnotherLengthAreRefused() {
    Network network = network(Shape.image(1, COLUMNS, 1));
    GivenModel given =
        new GivenModel(new WeightedNetwork(network, RandomNetworks.weights(network, 5)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> given.largest(FamilyContext.of(Shape.image(COLUMNS + 1, 1, 1), 3)))
        .withMessageStartingWith("the data must have the model's input shape 1x7x1, got 8x1x1");
    assertThat(Shape.image(1, 8, 8).fits(Shape.image(8, 1, 8))).as("no rows").isFalse();
  }
}
