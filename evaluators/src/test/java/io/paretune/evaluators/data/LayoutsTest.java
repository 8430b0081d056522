package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.layout.FileFormat;
import io.paretune.evaluators.data.layout.NamedFiles;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.ReadingProgress;
import io.paretune.evaluators.task.Regression;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which people's data lie on their disks, each read rightly or refused by name. */
class LayoutsTest {

  private static final String CACHE = "paretune.cache";

  @TempDir Path directory = Path.of("");
  @TempDir Path cache = Path.of("");
  private final String usual = System.getProperty(CACHE, "");

  @BeforeEach
  void ownCache() {
    System.setProperty(CACHE, cache.toString());
  }

  @AfterEach
  void usualCache() {
    System.setProperty(CACHE, usual);
  }

  private Path classes(String folder, int each, String... classes) throws IOException {
    for (String name : classes) {
      for (int i = 0; i < each; i++) {
        DataFiles.image(
            directory.resolve(folder).resolve(name).resolve(i + ".png"), 4, false, 10 * i);
      }
    }
    return directory.resolve(folder);
  }

  private DataSet open() {
    return open(directory);
  }

  private static DataSet open(Path path) {
    return DataSets.open(DataSpec.of(path.toString()));
  }

  private static List<String> names(DataSet data) {
    return data.train().targets().names();
  }

  private void refused(String... parts) {
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatIsFoundIsSaidBeforeALongDecoding() throws IOException {
    classes("train", 3, "cat", "dog");
    classes("test", 1, "cat", "dog");
    List<String> said = new ArrayList<>();
    ReadingProgress listener =
        new ReadingProgress() {
          @Override
          public void begins(List<String> lines) {
            said.addAll(lines);
          }

          @Override
          public void read(String part, int done, int all) {
            said.add(part);
          }
        };
    ImageReading streamed = ImageReading.defaults().withKeeping(ImageReading.Keeping.STREAMED);
    DataSpec spec =
        DataSpec.of(directory.toString()).withOptions(DataOptions.defaults().withImages(streamed));
    DataSets.open(spec, listener);
    assertThat(said.get(0))
        .startsWith("data ")
        .contains(": 6 images in ", "train, 2 images in ", "test, not decoded yet");
    assertThat(said.subList(1, 4))
        .containsExactly(
            "  2 classes, examples by part: cat 3/1, dog 3/1",
            "  4x4 in colour; 0 MiB of pixels, kept nowhere",
            "  decoding takes about 1 s, and a third of it each epoch");
    assertThat(said).hasSizeGreaterThan(5);
    said.clear();
    DataSets.open(DataSpec.of(directory.toString()), listener);
    assertThat(said).noneMatch(line -> line.contains("not decoded yet"));
  }

  @Test
  void partsGoByAnyOfTheirNamesInAnyCase() throws IOException {
    for (List<String> names :
        List.of(
            List.of("train", "valid", "test"),
            List.of("Training", "dev", "Testing"),
            List.of("TRAIN", "Validation", "TEST"))) {
      Path all = Files.createDirectory(directory.resolve(names.get(0) + "-"));
      classes(all + "/" + names.get(0), 5, "a", "b");
      classes(all + "/" + names.get(1), 2, "a", "b");
      classes(all + "/" + names.get(2), 3, "a", "b");
      FinalReportData data = DataSets.openForFinalReport(DataSpec.of(all.toString()));
      assertThat(data.searched().train().size()).as("%s", names).isEqualTo(10);
      assertThat(data.searched().validation().size()).isEqualTo(4);
      assertThat(data.test().size()).isEqualTo(6);
      assertThat(data.searched().notes()).isEmpty();
    }
  }

  @Test
  void twoFoldersForOnePartAreRefused() throws IOException {
    classes("train", 3, "a", "b");
    classes("val", 3, "a", "b");
    classes("valid", 3, "a", "b");
    refused("one folder for validation", "'val' and 'valid'");
  }

  @Test
  void partsWithoutATrainingPartAreNoClasses() throws IOException {
    classes("val", 3, "a", "b");
    classes("test", 3, "a", "b");
    refused("a folder 'train' beside '");
  }

  @Test
  void aClassThatIsCalledAsAPartIsSaid() throws IOException {
    classes("", 4, "cats", "dogs", "test");
    assertThat(open().notes()).anyMatch(note -> note.contains("taken for a class"));
  }

  @Test
  void oneFolderTooManyIsPassedThrough() throws IOException {
    classes("archive/flowers", 4, "a", "b");
    Files.createDirectories(directory.resolve("__MACOSX/archive"));
    DataSet data = open();
    assertThat(names(data)).containsExactly("a", "b");
    assertThat(data.notes()).anyMatch(note -> note.contains("read from its folder 'flowers'"));
    classes("archive/flowers/train/train", 4, "c", "d");
    assertThat(names(open(directory.resolve("archive/flowers/train")))).containsExactly("c", "d");
  }

  @Test
  void whatIsNoImageIsPassedOverAndSaid() throws IOException {
    classes("", 4, "a", "b");
    Files.writeString(directory.resolve("a/notes.txt"), "x");
    Files.writeString(directory.resolve("labels.csv"), "x,y\n1,2\n");
    Files.writeString(directory.resolve("README.md"), "x");
    Files.writeString(directory.resolve("b/Thumbs.db"), "x");
    Files.createDirectories(directory.resolve(".ipynb_checkpoints"));
    Files.createDirectories(directory.resolve("empty"));
    DataSet data = open();
    assertThat(names(data)).containsExactly("a", "b");
    assertThat(String.join("\n", data.notes()))
        .contains("3 files are no image, and not used: ", "labels.csv", "README.md", "a/notes.txt")
        .contains("2 hidden or left by the system")
        .contains("a folder without images, and no class: empty");
  }

  @Test
  void imagesBelowAClassAreOfIt() throws IOException {
    classes("", 3, "a/left", "a/right", "b");
    DataSet data = open();
    assertThat(names(data)).containsExactly("a", "b");
    assertThat(data.train().size() + data.validation().size()).isGreaterThan(6);
    assertThat(data.notes()).anyMatch(note -> note.contains("1 class folders hold folders"));
  }

  @Test
  void flatTestImagesAreSaidNotToBeUsed() throws IOException {
    classes("train", 5, "a", "b");
    classes("test", 2, ".");
    assertThat(open().notes()).anyMatch(note -> note.contains("no class folders"));
  }

  @Test
  void tablesBesideImagesNameTheirLabels() throws IOException {
    StringBuilder table = new StringBuilder("id,breed\n");
    for (int i = 0; i < 12; i++) {
      DataFiles.image(directory.resolve("train/" + i + ".png"), 4, false, i);
      DataFiles.image(directory.resolve("test/" + i + ".png"), 4, false, i);
      table.append(i).append(i % 3 == 0 ? ",cat\n" : ",dog\n");
    }
    Files.writeString(directory.resolve("train.csv"), table);
    Files.writeString(directory.resolve("test.csv"), "id\n1\n2\n");
    Files.writeString(directory.resolve("sample_submission.csv"), "id,breed\n1,cat\n");
    DataSet data = open();
    assertThat(names(data)).containsExactly("cat", "dog");
    assertThat(String.join("\n", data.notes()))
        .contains("named in column 'id' of train.csv, labels are its column 'breed'")
        .contains("not used: sample_submission.csv, test.csv (no labels)")
        .contains("12 images of");
  }

  @Test
  void severalColumnsBesideTheNamesAskForOne() throws IOException {
    DataFiles.image(directory.resolve("img/1.png"), 4, false, 1);
    Files.writeString(directory.resolve("all.csv"), "file,age,sex\n1.png,3,f\n");
    refused("label: COLUMN", "[age, sex] beside 'file'");
  }

  @Test
  void archivesAreReadAsWhatIsInside() throws IOException {
    Path folder = classes("inside/birds", 4, "a", "b");
    Path zip = directory.resolve("birds.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          out.putNextEntry(new ZipEntry("birds/" + folder.relativize(file)));
          Files.copy(file, out);
        }
      }
      out.putNextEntry(new ZipEntry("__MACOSX/birds/._x"));
    }
    assertThat(open(zip).contentHash()).isEqualTo(open(folder).contentHash());
    assertThat(open(zip).name()).isEqualTo("birds.zip");
    assertThat(String.join("\n", open(zip).notes())).contains("birds.zip: read from its folder");
  }

  @Test
  void anArchiveThatReachesOutsideIsRefused() throws IOException {
    Path zip = directory.resolve("bad.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("../../outside.png"));
      out.write(1);
    }
    assertThatThrownBy(() -> open(zip))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("bad.zip", "an entry that lies outside");
    Files.write(zip, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> open(zip)).hasMessageContaining("a sound archive");
    Path tar = Files.write(directory.resolve("bad.tar.gz"), DataFiles.gzip(new byte[600]));
    assertThatThrownBy(() -> open(tar)).hasMessageContaining("bad.tar.gz");
  }

  @Test
  void messagesSpeakOfTheArchiveAndNotOfWhereItIsUnpacked() throws IOException {
    Path zip = directory.resolve("mixed.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("a/1.png"));
      out.write(1);
      out.putNextEntry(new ZipEntry("b/1.png"));
      out.write(1);
    }
    assertThatThrownBy(() -> open(zip))
        .hasMessageContaining("mixed.zip/a/1.png: expected")
        .hasMessageNotContaining(cache.toString());
  }

  @Test
  void lettersOfEmnistAreNumberedFromOne() throws IOException {
    Files.write(
        directory.resolve("emnist-letters-train-images-idx3-ubyte"), DataFiles.idxImages(12, 2, 3));
    Files.write(
        directory.resolve("emnist-letters-train-labels-idx1-ubyte"),
        DataFiles.idxLabels(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3));
    DataSet data = open();
    assertThat(names(data)).containsExactly("1", "2", "3");
    Files.writeString(
        directory.resolve("emnist-letters-mapping.txt"), "1 65 97\n2 66 98\n3 67 99\n");
    assertThat(names(open())).containsExactly("A", "B", "C");
    assertThat(open().train().targets().group(0)).isZero();
    assertThat(open().notes()).anyMatch(note -> note.contains("transposed"));
    Files.write(
        directory.resolve("emnist-digits-train-images-idx3-ubyte"), DataFiles.idxImages(2, 2, 3));
    refused("one data set", "[emnist-digits-, emnist-letters-]");
  }

  private static byte[] hundred(int... fine) {
    ByteBuffer file = ByteBuffer.allocate(fine.length * 3074);
    for (int label : fine) {
      file.put((byte) (label / 5)).put((byte) label).put(new byte[3072]);
    }
    return file.array();
  }

  @Test
  void cifar100HasFineOrCoarseClasses() throws IOException {
    Files.write(directory.resolve("train.bin"), hundred(1, 2, 99, 1, 2, 99));
    Files.write(directory.resolve("test.bin"), hundred(1, 99));
    assertThat(names(open())).hasSize(100);
    DataSet coarse = DataSets.open(DataSpec.of(directory.toString()).withLabelColumn("coarse"));
    assertThat(names(coarse)).hasSize(20);
    assertThat(((ClassTargets) coarse.train().targets()).all()).contains(0, 19);
    Files.writeString(directory.resolve("train.bin"), "x");
    Files.writeString(directory.resolve("fine_label_names.txt"), "x");
    refused("100 class names");
  }

  @Test
  void pythonsCifarIsRefusedByName() throws IOException {
    Files.write(directory.resolve("batches.meta"), new byte[] {(byte) 0x80});
    Files.write(directory.resolve("data_batch_1"), new byte[] {(byte) 0x80});
    refused("CIFAR's binary version", "its Python version, pickled files");
  }

  /** A file of NumPy, version 1. */
  private static byte[] npy(String type, String shape, byte[] values) throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
    header += " ".repeat(64 - (10 + header.length() + 1) % 64) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length() & 0xff);
    out.write(header.length() >> 8);
    out.write(header.getBytes(StandardCharsets.US_ASCII));
    out.write(values);
    return out.toByteArray();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static byte[] longs(int... values) {
    ByteBuffer longs = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      longs.putLong(value);
    }
    return longs.array();
  }

  private Path npz(Map<String, byte[]> arrays) throws IOException {
    Path file = directory.resolve("data.npz");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        out.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        out.write(array.getValue());
      }
    }
    return file;
  }

  @Test
  void arraysOfNumpyAreImagesOrRows() throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x_train", npy("|u1", "6, 2, 3", bytes(36)));
    arrays.put("y_train", npy("<i8", "6, 1", longs(0, 1, 0, 1, 0, 1)));
    arrays.put("x_test", npy("|u1", "2, 2, 3", bytes(12)));
    arrays.put("y_test", npy("<i8", "2", longs(1, 0)));
    FinalReportData data = DataSets.openForFinalReport(DataSpec.of(npz(arrays).toString()));
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.searched().shape()).isEqualTo(new InputShape(1, 2, 3));
    assertThat(data.searched().train().examples().storesBytes()).isTrue();
    arrays.put("x_train", npy("|u1", "6, 2, 2, 1", bytes(24)));
    arrays.put("x_test", npy("|u1", "2, 2, 2, 1", bytes(8)));
    assertThat(open(npz(arrays)).shape()).isEqualTo(new InputShape(1, 2, 2));
    arrays.put("y_test", npy("<i8", "2", longs(1, 7)));
    Path other = npz(arrays);
    assertThatThrownBy(() -> open(other)).hasMessageContaining("'7' of example 1");
    arrays.remove("y_test");
    Path none = npz(arrays);
    assertThatThrownBy(() -> open(none)).hasMessageContaining("arrays of inputs and targets");
  }

  @Test
  void arraysThatCannotBeAreRefused() throws IOException {
    for (String shape : List.of("9, 9", "2000000000, 2000000000, 2000000000", "99999999999", "x")) {
      Map<String, byte[]> arrays = new LinkedHashMap<>();
      arrays.put("x", npy("|u1", shape, bytes(36)));
      arrays.put("y", npy("<i8", "6", longs(0, 1, 0, 1, 0, 1)));
      Path file = npz(arrays);
      assertThatThrownBy(() -> open(file)).as(shape).isInstanceOf(DataException.class);
    }
    Path cut = Files.write(directory.resolve("cut.npz"), new byte[] {'P', 'K', 3, 4});
    assertThatThrownBy(() -> open(cut)).hasMessageContaining("cut.npz: expected arrays of NumPy");
  }

  @Test
  void channelsThatLieLastAreBroughtForward() throws IOException {
    ByteBuffer floats =
        ByteBuffer.allocate(Float.BYTES * 4 * 4 * 5 * 3).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 4 * 4 * 5 * 3; i++) {
      floats.putFloat(i);
    }
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("data", npy("<f4", "4, 4, 5, 3", floats.array()));
    arrays.put("target", npy("<i8", "4", longs(5, 6, 7, 8)));
    DataSpec spec =
        DataSpec.of(
                "npz", new NamedFiles(FileFormat.NPZ, List.of(npz(arrays)), List.of(), List.of()))
            .withTask(new Regression());
    DataSet data = DataSets.open(spec);
    assertThat(data.shape()).isEqualTo(new InputShape(3, 4, 5));
    float[] raw = new float[60];
    data.train().examples().copyRaw(0, raw, 0);
    float first = raw[0];
    assertThat(raw[1] - first).isEqualTo(3);
    assertThat(raw[20] - first).isEqualTo(1);
    assertThat(((NumberTargets) data.train().targets()).size()).isEqualTo(2);
  }
}
