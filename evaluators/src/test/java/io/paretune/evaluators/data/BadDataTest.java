package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.source.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which data can be wrong is told in one line: the file, what was expected, what was
 * found.
 */
class BadDataTest {
  @TempDir Path directory = Path.of("");

  private void refused(String... parts) {
    refused(DataSpec.of(directory.toString()), parts);
  }

  private static void refused(DataSpec spec, String... parts) {
    assertThatThrownBy(() -> DataSets.open(spec))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  @Test
  void anUnknownNameListsTheEmbeddedOnes() {
    refused(DataSpec.of("fashon-mini"), "fashon-mini: expected", "digits, fashion-mini", "no such");
  }

  @Test
  void anEmptyDirectory() {
    refused("expected a data directory, found an empty one");
  }

  @Test
  void aDirectoryOfOtherFiles() throws IOException {
    Files.writeString(directory.resolve("notes.txt"), "hello");
    refused("IDX files, CIFAR *.bin", "1 files of other kinds, such as notes.txt");
  }

  @Test
  void aSingleFileThatIsNoTable() throws IOException {
    Path file = Files.writeString(directory.resolve("x.xlsx"), "PK");
    refused(
        DataSpec.of(file.toString()),
        "x.xlsx: expected a directory, a table",
        "(write the table as CSV)");
  }

  @Test
  void idxWithoutTrainingFiles() throws IOException {
    Files.write(directory.resolve("t10k-images-idx3-ubyte"), DataFiles.idxImages(2, 2, 2));
    refused("train-images-idx3-ubyte", "other IDX files only");
  }

  @Test
  void idxWithoutLabels() throws IOException {
    Files.delete(DataFiles.idx(directory).resolve("train-labels-idx1-ubyte.gz"));
    refused("train-labels-idx1-ubyte", "no such file");
  }

  @Test
  void idxOfZeroBytes() throws IOException {
    Files.write(DataFiles.idx(directory).resolve("train-images-idx3-ubyte"), new byte[0]);
    refused("train-images-idx3-ubyte: expected data, found an empty file");
  }

  @Test
  void gzipOfZeroBytes() throws IOException {
    Files.write(DataFiles.idx(directory).resolve("t10k-images-idx3-ubyte.gz"), new byte[0]);
    refused("t10k-images-idx3-ubyte.gz", "a complete gzip stream");
  }

  @Test
  void gzipCutShort() throws IOException {
    byte[] whole = DataFiles.gzip(DataFiles.idxImages(4, 2, 3));
    Files.write(
        DataFiles.idx(directory).resolve("t10k-images-idx3-ubyte.gz"), DataFiles.cut(whole));
    refused("t10k-images-idx3-ubyte.gz: expected a complete gzip stream, found one that is cut");
  }

  @Test
  void notGzipAtAll() throws IOException {
    Files.write(
        DataFiles.idx(directory).resolve("t10k-images-idx3-ubyte.gz"),
        DataFiles.idxImages(4, 2, 3));
    refused("t10k-images-idx3-ubyte.gz: expected gzip data");
  }

  @Test
  void idxOfAnotherMagic() throws IOException {
    Files.write(
        DataFiles.idx(directory).resolve("train-images-idx3-ubyte"),
        DataFiles.idxLabels(0, 1, 0, 1, 1, 1, 1, 1, 1, 1));
    refused("expected the IDX magic number 0x00000803, found 0x00000801");
  }

  @Test
  void idxShorterThanItsHeader() throws IOException {
    Files.write(DataFiles.idx(directory).resolve("train-images-idx3-ubyte"), new byte[] {0, 0, 8});
    refused("an IDX header of 16 bytes, found 3 bytes");
  }

  @Test
  void idxCutShort() throws IOException {
    Files.write(
        DataFiles.idx(directory).resolve("train-images-idx3-ubyte"),
        DataFiles.cut(DataFiles.idxImages(12, 2, 3)));
    refused("expected 88 bytes, as its header says, found 58 bytes: it is cut short");
  }

  @Test
  void idxWithFewerImagesThanLabels() throws IOException {
    Files.write(
        DataFiles.idx(directory).resolve("train-images-idx3-ubyte"), DataFiles.idxImages(11, 2, 3));
    refused("expected 12 images, as many as", "labels, found 11");
  }

  @Test
  void idxTestLabelOutOfRange() throws IOException {
    Files.write(
        DataFiles.idx(directory).resolve("t10k-labels-idx1-ubyte"),
        DataFiles.idxLabels(1, 0, 7, 0));
    refused("labels from 0 to 1, found label 7 at example 2");
  }

  @Test
  void cifarOfAnotherLength() throws IOException {
    Files.write(directory.resolve("data_batch_1.bin"), DataFiles.cut(DataFiles.cifar(1, 2)));
    refused("data_batch_1.bin", "records of 3073 bytes, found 4097 bytes, 1024 too many");
  }

  @Test
  void cifarLabelOutOfRange() throws IOException {
    Files.write(directory.resolve("data_batch_1.bin"), DataFiles.cifar(1, 2, 10));
    refused("labels from 0 to 9, found label 10 at record 2");
  }

  @Test
  void cifarWithoutTrainingFiles() throws IOException {
    Files.write(directory.resolve("test_batch.bin"), DataFiles.cifar(1, 2));
    refused("expected a training file");
  }

  @Test
  void cifarFileOfUnclearPurpose() throws IOException {
    Files.write(directory.resolve("mystery.bin"), DataFiles.cifar(1, 2));
    refused("a name with train, data_batch, val or test in it, found mystery.bin");
  }

  @Test
  void imagesOfDifferentSizes() throws IOException {
    DataFiles.image(directory.resolve("a/1.png"), 4, false, 1);
    DataFiles.image(directory.resolve("a/2.png"), 5, false, 1);
    refused("2.png: expected an image of 4x4", "found 5x5");
  }

  @Test
  void anImageThatIsNone() throws IOException {
    DataFiles.image(directory.resolve("a/1.png"), 4, false, 1);
    Files.writeString(directory.resolve("a/2.png"), "not an image");
    refused(
        "2.png: expected a PNG, JPEG, WebP, BMP, GIF, TIFF or PNM image, found some other format");
  }

  @Test
  void anImageCutShort() throws IOException {
    DataFiles.image(directory.resolve("a/1.png"), 40, false, 1);
    Path image = directory.resolve("a/1.png");
    Files.write(image, DataFiles.cut(Files.readAllBytes(image)));
    refused("1.png: expected a sound PNG, JPEG");
  }

  @Test
  void anImageOfAKindThatIsNotRead() throws IOException {
    DataFiles.image(directory.resolve("a/1.png"), 4, false, 1);
    Files.writeString(directory.resolve("a/2.heic"), "hello");
    refused("2.heic: expected a PNG", "ignore: ['*.heic']", "found an image of another kind");
  }

  @Test
  void anEmptyClassFolder() throws IOException {
    Files.createDirectory(directory.resolve("a"));
    refused("expected a folder for each class, with PNG,", "images, found none in a");
  }

  @Test
  void aTestClassThatTrainingLacks() throws IOException {
    DataFiles.image(directory.resolve("train/a/1.png"), 4, false, 1);
    DataFiles.image(directory.resolve("test/b/1.png"), 4, false, 1);
    refused("the class folders of train, [a] (ignore: [NAME]", "found also [b]");
  }

  @Test
  void aClassTooSmallToDivide() throws IOException {
    DataFiles.image(directory.resolve("a/1.png"), 4, false, 1);
    refused("at least three examples of each class", "one of class 'a'");
    DataFiles.image(directory.resolve("a/2.png"), 4, false, 1);
    refused("one for each part that it is divided into", "found two of class 'a'");
  }

  @Test
  void aTableWithoutItsLabelColumn() throws IOException {
    Path file = Files.writeString(directory.resolve("t.csv"), "a,b\n1,2\n");
    refused(
        DataSpec.of(file.toString()).withLabelColumn("c"),
        "a label column 'c', found columns [a, b]");
    refused(DataSpec.of(file.toString()), "the name of the label column to be given", "[a, b]");
  }

  @Test
  void aTableRowOfAnotherLength() throws IOException {
    Path file = Files.writeString(directory.resolve("t.csv"), "a,b\n1,2\n1,2,3\n");
    refused(
        DataSpec.of(file.toString()).withLabelColumn("b"),
        "t.csv:3: expected 2 columns",
        "found 3");
  }

  @Test
  void aTableWithoutRows() throws IOException {
    Path file = Files.writeString(directory.resolve("t.csv"), "a,b\n");
    refused(DataSpec.of(file.toString()).withLabelColumn("b"), "at least one row, found no row");
  }

  @Test
  void anUnclosedQuote() throws IOException {
    Path file = Files.writeString(directory.resolve("t.csv"), "a,b\n\"1,2\n");
    refused(DataSpec.of(file.toString()).withLabelColumn("b"), "t.csv:2: expected a closing quote");
  }

  @Test
  void textAfterAClosingQuote() throws IOException {
    Path file = Files.writeString(directory.resolve("t.csv"), "a,b\n1,2\n1,\"2\"3\n1,2\n");
    refused(DataSpec.of(file.toString()).withLabelColumn("b"), "t.csv:3: expected a closing quote");
  }

  @Test
  void aTestTableThatDisagreesWithTraining() throws IOException {
    Files.writeString(directory.resolve("train.csv"), "a,b\n1,x\n2,y\n3,x\n4,y\n");
    Path test = directory.resolve("test.csv");
    DataSpec spec = DataSpec.of(directory.toString()).withLabelColumn("b");
    Files.writeString(test, "a,c\n1,x\n");
    refused(spec, "the columns of the training file, [a, b], found [a, c]");
    Files.writeString(test, "a,b\n1,z\n");
    refused(spec, "labels among [x, y], found 'z' in data row 1");
    Files.writeString(test, "a,b\nred,x\n");
    refused(spec, "a number in column 'a', numeric in training, found 'red'");
  }

  @Test
  void aNumberUnseenInTrainingAmongManyLooksLikeRegression() throws IOException {
    StringBuilder train = new StringBuilder("a,hours\n");
    for (int row = 0; row < 60; row++) {
      train.append(row).append(',').append(row % 15).append('\n');
    }
    Files.writeString(directory.resolve("train.csv"), train);
    Files.writeString(directory.resolve("test.csv"), "a,hours\n1,99\n");
    refused(
        DataSpec.of(directory.toString()).withLabelColumn("hours"),
        "labels among 15 such as [0, 1, 2, 3, 4], found '99' in data row 1; the classes are"
            + " numbers, which looks like regression: task: regression");
  }
}
