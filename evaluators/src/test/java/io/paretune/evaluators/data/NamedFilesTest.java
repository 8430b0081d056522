package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.layout.FileFormat;
import io.paretune.evaluators.data.layout.NamedFiles;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.task.targets.ClassTargets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFilesTest {
  @TempDir Path directory = Path.of("");

  private static FinalReportData read(NamedFiles files) {
    return DataSets.openForFinalReport(DataSpec.of("given", files).withLabelColumn("kind"));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  @Test
  void cifarFilesMayHaveAnyNameAndBeSeveral() throws IOException {
    Path first = write("a", DataFiles.cifar(0, 1, 2, 3));
    Path second = write("b.gz", DataFiles.gzip(DataFiles.cifar(4, 5)));
    Path other = write("c", DataFiles.cifar(6, 7, 8));
    Path last = write("d", DataFiles.cifar(9));
    FinalReportData data =
        read(
            new NamedFiles(
                FileFormat.CIFAR10, List.of(first, second), List.of(other), List.of(last)));
    assertThat(data.searched().train().size()).isEqualTo(6);
    assertThat(((ClassTargets) data.searched().train().targets()).at(5)).isEqualTo(5);
    assertThat(((ClassTargets) data.searched().validation().targets()).at(0)).isEqualTo(6);
    assertThat(data.test().size()).isEqualTo(1);
  }

  @Test
  void idxLabelsAreFoundBesideTheImages() throws IOException {
    for (String part : List.of("one", "two", "three")) {
      write(part + "-images.idx3", DataFiles.idxImages(2, 2, 3));
      write(part + "-labels.idx1.gz", DataFiles.gzip(DataFiles.idxLabels(0, 1)));
    }
    NamedFiles files =
        new NamedFiles(
            FileFormat.IDX,
            List.of(directory.resolve("one-images.idx3")),
            List.of(directory.resolve("two-images.idx3")),
            List.of(directory.resolve("three-images.idx3")));
    assertThat(read(files).searched().validation().size()).isEqualTo(2);
    Path alone = write("four-images.idx3", DataFiles.idxImages(1, 2, 3));
    NamedFiles lone = new NamedFiles(FileFormat.IDX, List.of(alone), List.of(), List.of());
    assertThatThrownBy(() -> read(lone))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("four-labels.idx1");
  }

  @Test
  void tablesOfAnyNameShareTheTrainingTablesEncoding() throws IOException {
    Path train = write("x.csv", "size,kind\n1,a\n2,b\n3,a\n4,b\n".getBytes(StandardCharsets.UTF_8));
    Path validation = write("y.csv", "size,kind\n5,b\n".getBytes(StandardCharsets.UTF_8));
    Path test = write("z.csv", "size,kind\n6,a\n7,b\n".getBytes(StandardCharsets.UTF_8));
    FinalReportData data =
        read(new NamedFiles(FileFormat.CSV, List.of(train), List.of(validation), List.of(test)));
    assertThat(((ClassTargets) data.searched().validation().targets()).at(0)).isEqualTo(1);
    assertThat(data.test().size()).isEqualTo(2);
  }

  @Test
  void foldersOfAnyName() throws IOException {
    for (String part : List.of("here", "there", "elsewhere")) {
      for (String kind : List.of("cat", "dog")) {
        Path folder = Files.createDirectories(directory.resolve(part).resolve(kind));
        DataFiles.image(folder.resolve("1.png"), 4, true, 100);
      }
    }
    FinalReportData data =
        read(
            new NamedFiles(
                FileFormat.IMAGE_FOLDER,
                List.of(directory.resolve("here")),
                List.of(directory.resolve("there")),
                List.of(directory.resolve("elsewhere"))));
    assertThat(data.searched().train().targets().names()).containsExactly("cat", "dog");
    assertThat(data.test().size()).isEqualTo(2);
  }

  @Test
  void onlyCifarHasSeveralFilesAPart() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new NamedFiles(
                    FileFormat.CSV, List.of(Path.of("a"), Path.of("b")), List.of(), List.of()))
        .withMessageContaining("one file in format csv");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileFormat.labelled("parquet"))
        .withMessageContaining("[cifar10, cifar100, idx, image-folder, csv, npz], got 'parquet'");
  }
}
