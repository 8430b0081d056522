package io.paretune.experiments.tracking.tensorboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.paretune.experiments.tracking.Tracker;
import io.paretune.experiments.tracking.TrackerContract;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorBoardTrackerTest implements TrackerContract {

  private final Path directory;

  TensorBoardTrackerTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  public Tracker tracker(Study<Assignment> study) {
    return tracker(study, "5e1f-1");
  }

  private Tracker tracker(Study<Assignment> study, String id) {
    return new TensorBoardTracker(
        directory, study.definition(), id, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  @Override
  public Map<Long, Seen> seen() throws IOException {
    Map<Long, Seen> seen = new TreeMap<>();
    try (var folders = Files.newDirectoryStream(directory.resolve("codec"), "trial-*")) {
      for (Path folder : folders) {
        Path file = folder.resolve("events.out.tfevents.1.paretune");
        List<Report> curve = new ArrayList<>();
        Map<String, Double> metrics = new LinkedHashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        boolean ended = false;
        for (byte[] event : records(file)) {
          Map<Integer, Object> summary = summary(event);
          Object tag = summary.getOrDefault(1, "");
          if (tag.equals("_hparams_/session_start_info")) {
            parameters.putAll(hyperparameters(summary));
          } else if (tag.equals("_hparams_/session_end_info")) {
            ended = true;
          } else if (tag.equals("intermediate")) {
            int step = ((Long) fields(event).getOrDefault(2, 0L)).intValue();
            curve.add(new Report(step, real(summary)));
          } else if (summary.containsKey(2)) {
            metrics.put(tag.toString(), real(summary));
          }
        }
        long number = Long.parseLong(folder.getFileName().toString().substring("trial-".length()));
        seen.put(number, new Seen(parameters, curve, metrics, ended));
      }
    } catch (NoSuchFileException none) {
      return seen;
    }
    return seen;
  }

  @Override
  public List<Double> curve() throws IOException {
    Path file = directory.resolve("codec/study/events.out.tfevents.1.paretune");
    List<Double> curve = new ArrayList<>();
    for (byte[] event : Files.exists(file) ? records(file) : List.<byte[]>of()) {
      Map<Integer, Object> summary = summary(event);
      if ("accuracy".equals(summary.get(1))) {
        curve.add(real(summary));
      }
    }
    return curve;
  }

  /** Records whose checksums are right. */
  private static List<byte[]> records(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      assertThat(bytes.getInt()).isEqualTo(EventFile.masked(length, 8));
      byte[] record =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(record);
      assertThat(bytes.getInt()).isEqualTo(EventFile.masked(record, record.length));
      records.add(record);
    }
    return records;
  }

  private static byte[] bytes(Map<Integer, Object> fields, int number) {
    return (byte[]) Objects.requireNonNull(fields.get(number));
  }

  /** A message's fields by number; of one that comes again, the last. */
  private static Map<Integer, Object> fields(byte[] message) throws IOException {
    Map<Integer, Object> fields = new LinkedHashMap<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_VARINT -> fields.put(number, in.readInt64());
        case WireFormat.WIRETYPE_FIXED64 -> fields.put(number, in.readDouble());
        case WireFormat.WIRETYPE_FIXED32 -> fields.put(number, in.readFloat());
        default -> fields.put(number, in.readByteArray());
      }
    }
    return fields;
  }

  private static double real(Map<Integer, Object> summary) {
    return (Float) Objects.requireNonNull(summary.get(2));
  }

  private static Map<Integer, Object> summary(byte[] event) throws IOException {
    Object summary = fields(event).get(5);
    if (summary == null) {
      return Map.of();
    }
    Map<Integer, Object> value = fields(bytes(fields((byte[]) summary), 1));
    value.computeIfPresent(1, (number, tag) -> new String((byte[]) tag, StandardCharsets.UTF_8));
    return value;
  }

  private static Map<String, String> hyperparameters(Map<Integer, Object> summary)
      throws IOException {
    byte[] data = bytes(fields(bytes(summary, 9)), 1);
    assertThat(new String(bytes(fields(data), 1), US_ASCII)).isEqualTo("hparams");
    byte[] content = bytes(fields(bytes(fields(data), 2)), 3);
    Map<String, String> parameters = new LinkedHashMap<>();
    CodedInputStream in = CodedInputStream.newInstance(content);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        Map<Integer, Object> pair = fields(in.readByteArray());
        parameters.put(
            new String(bytes(pair, 1), US_ASCII),
            fields(bytes(pair, 2)).values().iterator().next().toString());
      } else {
        in.skipField(tag);
      }
    }
    return parameters;
  }

  @Test
  void aRecordIsWhatTensorFlowWrites() throws IOException {
    // of the published check value of CRC-32C, e3069283 for "123456789", rotated by 15 and added to
    assertThat(EventFile.masked("123456789".getBytes(US_ASCII), 9))
        .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8);
    Path path = directory.resolve("golden");
    EventFile.open(path).add(List.of(Event.version(0.5), Event.scalar(2, 7, "a", 0.25)));
    // lengths, checksums, then event.proto: wall_time 1, step 2, file_version 3, summary 5
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(path)))
        .isEqualTo(
            "1800000000000000a37f4b2209000000000000e03f1a0d627261696e2e4576656e743a3266f7e1a8"
                + "1700000000000000e7cef81e09000000000000004010072a0a0a080a0161150000803e542543bf");
  }

  @Test
  void anotherStudyOfThatNameHasAnotherFolder() throws Exception {
    Study<Assignment> study = TrackerContract.study();
    TrackerContract.complete(study, TrackerContract.begun(study).number());
    Tracker first = tracker(study);
    Tracker meanwhile = tracker(study, "0123456789");
    first.take(study.trials());
    meanwhile.take(study.trials());
    tracker(study, "9876543210").take(study.trials());
    tracker(study).take(study.trials());
    assertThat(meanwhile.place()).endsWith("codec-01234567");
    try (var folders = Files.list(directory)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrder("codec", "codec-01234567", "codec-98765432");
    }
    assertThat(directory.resolve("codec-01234567/trial-000000")).isNotEmptyDirectory();
    assertThat(curve()).hasSize(1);
  }

  @Test
  void aRecordThatWasCutOffIsWrittenAnew() throws Exception {
    Path path = directory.resolve("events");
    EventFile.open(path).add(List.of(Event.version(0), Event.scalar(0, 1, "a", 1)));
    byte[] whole = Files.readAllBytes(path);
    for (int lost = 1; lost < 30; lost += 4) {
      Files.write(path, Arrays.copyOf(whole, whole.length - lost));
      EventFile again = EventFile.open(path);
      assertThat(again.records()).isEqualTo(1);
      again.add(List.of(Event.scalar(0, 1, "a", 1)));
      assertThat(Files.readAllBytes(path)).isEqualTo(whole);
    }
    assertThat(EventFile.open(path).records()).isEqualTo(2);
  }
}
