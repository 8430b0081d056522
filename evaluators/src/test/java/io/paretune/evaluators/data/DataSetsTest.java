package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.task.targets.ClassTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
  @TempDir Path directory = Path.of("");

  private static int[] perClass(Split split) {
    int[] counts = new int[split.targets().names().size()];
    for (int i = 0; i < split.size(); i++) {
      counts[((ClassTargets) split.targets()).at(i)]++;
    }
    return counts;
  }

  @Test
  void fashionMiniIsDividedEvenlyByClass() {
    FinalReportData data = DataSets.openForFinalReport(DataSpec.of("fashion-mini"));
    DataSet searched = data.searched();
    assertThat(searched.shape()).isEqualTo(new InputShape(1, 28, 28));
    assertThat(perClass(searched.train())).containsOnly(192);
    assertThat(perClass(searched.validation())).containsOnly(48);
    assertThat(perClass(data.test())).containsOnly(100);
    assertThat(searched.train().targets().names()).hasSize(10).contains("Ankle boot");
    // The published moments of the complete training set are .2860 and .3530.
    assertThat(searched.preprocessing().mean().get(0)).isCloseTo(0.286, within(0.01));
    assertThat(searched.preprocessing().std().get(0)).isCloseTo(0.353, within(0.01));
  }

  @Test
  void digitsHaveThreeDisjointStratifiedParts() {
    FinalReportData data = DataSets.openForFinalReport(DataSpec.of("digits"));
    int train = data.searched().train().size();
    int validation = data.searched().validation().size();
    assertThat(train + validation + data.test().size()).isEqualTo(1797);
    assertThat(data.test().size()).isBetween(355, 364);
    assertThat(IntStream.of(perClass(data.searched().validation())))
        .allMatch(count -> count >= 27 && count <= 30);
  }

  @Test
  void openingTwiceGivesTheSameHashAndAnotherSeedAnother() {
    DataSpec spec = DataSpec.of("digits");
    assertThat(DataSets.open(spec).contentHash())
        .isEqualTo(DataSets.openForFinalReport(spec).searched().contentHash())
        .isNotEqualTo(DataSets.open(spec.withSplitSeed(1)).contentHash())
        .matches("[0-9a-f]{64}");
  }

  @Test
  void theTrainSplitHasMeanZeroAndVarianceOne() {
    TrainSplit train = DataSets.open(DataSpec.of("digits")).train();
    float[] inputs = train.inputs(0, train.size());
    double sum = 0;
    double squares = 0;
    for (float value : inputs) {
      sum += value;
      squares += value * value;
    }
    assertThat(sum / inputs.length).isCloseTo(0, within(1e-4));
    assertThat(squares / inputs.length).isCloseTo(1, within(1e-4));
  }

  @Test
  void idxDirectoriesAreReadGzippedOrNot() throws IOException {
    FinalReportData data =
        DataSets.openForFinalReport(DataSpec.of(DataFiles.idx(directory).toString()));
    assertThat(data.searched().shape()).isEqualTo(new InputShape(1, 2, 3));
    assertThat(data.searched().train().size()).isEqualTo(10);
    assertThat(data.searched().validation().size()).isEqualTo(2);
    assertThat(data.test().size()).isEqualTo(4);
    float[] raw = new float[6];
    data.test().examples().copyRaw(1, raw, 0);
    assertThat(raw).containsExactly(6, 7, 8, 9, 10, 11);
  }

  @Test
  void cifarKeepsPlanesAndOfficialNames() throws IOException {
    Files.write(directory.resolve("data_batch_1.bin"), DataFiles.cifar(3, 4, 3, 4, 3));
    Files.write(directory.resolve("data_batch_2.bin.gz"), DataFiles.gzip(DataFiles.cifar(4, 4, 3)));
    Files.write(directory.resolve("test_batch.bin"), DataFiles.cifar(9));
    FinalReportData data = DataSets.openForFinalReport(DataSpec.of(directory.toString()));
    assertThat(data.searched().train().size()).isEqualTo(6);
    assertThat(data.searched().validation().size()).isEqualTo(2);
    assertThat(data.searched().train().targets().names().get(9)).isEqualTo("truck");
    float[] raw = new float[3072];
    data.test().examples().copyRaw(0, raw, 0);
    assertThat(raw[0]).isEqualTo(9);
    assertThat(raw[1024]).isEqualTo(109);
    assertThat(raw[2048]).isEqualTo(209);
  }

  @Test
  void greyImageFoldersHaveOneChannelAndUnchangedSamples() throws IOException {
    for (String file :
        List.of("cat/1.png", "cat/2.png", "cat/3.png", "dog/1.png", "dog/2.png", "dog/3.png")) {
      DataFiles.image(
          directory.resolve("train").resolve(file), 4, true, file.startsWith("cat") ? 100 : 200);
    }
    DataFiles.image(directory.resolve("test/dog/9.png"), 4, true, 50);
    FinalReportData data = DataSets.openForFinalReport(DataSpec.of(directory.toString()));
    assertThat(data.searched().shape()).isEqualTo(new InputShape(1, 4, 4));
    assertThat(data.searched().train().targets().names()).containsExactly("cat", "dog");
    assertThat(data.searched().train().size()).isEqualTo(4);
    float[] raw = new float[16];
    data.test().examples().copyRaw(0, raw, 0);
    assertThat(raw).containsOnly(50);
    assertThat(((ClassTargets) data.test().targets()).at(0)).isEqualTo(1);
  }

  @Test
  void colourImagesOfDifferentSizesAreScaledWhenASideIsGiven() throws IOException {
    for (int i = 0; i < 4; i++) {
      DataFiles.image(directory.resolve("a/" + i + ".png"), 4 + i, false, 0x102030);
      DataFiles.image(directory.resolve("b/" + i + ".png"), 4 + i, true, 64);
    }
    DataSet data = DataSets.open(DataSpec.of(directory.toString()).withImageSide(2));
    assertThat(data.shape()).isEqualTo(new InputShape(3, 2, 2));
    float[] raw = new float[12];
    data.train().examples().copyRaw(0, raw, 0);
    assertThat(raw).containsExactly(16, 16, 16, 16, 32, 32, 32, 32, 48, 48, 48, 48);
  }

  @Test
  void tablesAreOneHotAndStandardisedWithMissingValuesAtTheMean() throws IOException {
    String train = "age,job,\"label, really\"\n";
    for (int i = 0; i < 5; i++) {
      train += "10,cook,yes\n30,\"a \"\"b\"\"\",no\n";
    }
    Files.writeString(directory.resolve("t_train.csv"), train);
    Files.writeString(
        directory.resolve("t_val.csv"),
        "age,job,\"label, really\"\n?,cook,yes\n10,unseen,no\n30,cook,yes\n");
    Files.writeString(directory.resolve("t_test.csv"), "age,job,\"label, really\"\n20,cook,no\n");
    DataSet data =
        DataSets.open(DataSpec.of(directory.toString()).withLabelColumn("label, really"));
    assertThat(data.shape()).isEqualTo(InputShape.vector(3));
    assertThat(data.train().targets().names()).containsExactly("no", "yes");
    assertThat(data.train().size()).isEqualTo(10);
    // Columns: age (mean 20, deviation 10), job = a "b", job = cook.
    assertThat(data.validation().inputs(0, 3)).containsExactly(0, 0, 1, -1, 0, 0, 1, 0, 1);
  }

  @Test
  void givenPreprocessingIsKept() {
    Preprocessing given = new Preprocessing(1 / 16.0, List.of(0.5), List.of(0.25));
    DataSet data = DataSets.open(DataSpec.of("digits").withPreprocessing(given));
    assertThat(data.preprocessing()).isEqualTo(given);
    float[] raw = new float[64];
    data.validation().examples().copyRaw(5, raw, 0);
    assertThat(data.validation().inputs(5, 6)[20])
        .isCloseTo((raw[20] / 16 - 0.5f) / 0.25f, within(1e-6f));
  }

  @Test
  void selectionIsAViewInTheGivenOrder() {
    Examples all =
        Examples.ofBytes(
            InputShape.vector(1),
            List.of("a", "b"),
            new byte[] {1, 2, (byte) 255},
            new int[] {0, 1, 0});
    Examples view = all.select(new int[] {2, 0}).select(new int[] {0});
    float[] raw = new float[1];
    view.copyRaw(0, raw, 0);
    assertThat(raw[0]).isEqualTo(255);
    assertThat(view.size()).isEqualTo(1);
  }

  @Test
  void theCifarSubsetAndAdultAreReadWholly() {
    String root = System.getProperty("paretune.data", "");
    Assumptions.assumeFalse(
        root.isEmpty(), "give -Dparetune.data=DIR to read the larger data sets");
    FinalReportData cifar = DataSets.openForFinalReport(DataSpec.of(root + "/data/cifar10"));
    assertThat(perClass(cifar.searched().train())).containsOnly(1000);
    assertThat(perClass(cifar.searched().validation())).containsOnly(200);
    assertThat(cifar.test().size()).isEqualTo(1000);
    FinalReportData adult =
        DataSets.openForFinalReport(DataSpec.of(root + "/data/adult").withLabelColumn("income"));
    assertThat(adult.searched().shape()).isEqualTo(InputShape.vector(108));
    assertThat(adult.test().size()).isEqualTo(16_281);
  }
}
