package io.paretune.experiments.command.profile;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.recording.RecordingPicture;
import io.paretune.hardware.measure.ModelFigures;
import io.paretune.hardware.protocol.Attempt;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune profile picture}. */
@Command(
    name = "picture",
    mixinStandardHelpOptions = true,
    description = {
      "Works the figures of a kept measurement out again and draws every timed run,",
      "those that were left out too."
    })
public final class ProfilePicture implements Callable<Integer> {

  @Parameters(
      paramLabel = "RECORDING",
      description =
          "artifacts/ab/ab....samples.json.gz of a run, or a JSON file of 'profile measure'")
  private Path file = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE.png",
      description = "where to draw; an existing file is not overwritten")
  private Path to = Path.of("");

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "which batch of a JSON file; default its first")
  private int batch;

  @Override
  public Integer call() throws IOException {
    if (!to.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new UsageException("--to must name a .png file, got " + to);
    }
    if (Files.exists(to)) {
      throw new UsageException(to + " exists already and is not overwritten; give another --to");
    }
    Recording recording = UsageException.orRefuse(this::recording);
    String name = String.valueOf(file.getFileName());
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    RecordingPicture.write(name, recording, picture);
    Files.write(to, picture.toByteArray());
    print(name, recording);
    return 0;
  }

  private static void print(String name, Recording recording) {
    Latency latency = recording.latency();
    System.out.printf(
        Locale.ROOT,
        "%s, batch %d: median %.4f ms, 95 %% interval %.4f to %.4f, %s%n",
        name,
        recording.batch(),
        latency.medianMs(),
        latency.ciLowMs(),
        latency.ciHighMs(),
        latency.stable() ? "accepted" : "UNSTABLE");
    int number = 0;
    for (Attempt attempt : recording.attempts()) {
      System.out.printf(
          Locale.ROOT,
          "attempt %d: %d runs, %d believed: %s%n",
          ++number,
          attempt.runs(),
          attempt.samples().count(),
          attempt.accepted() ? "accepted" : String.join("; ", attempt.reasons()));
    }
    System.out.flush();
  }

  private Recording recording() {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("there is no readable file " + file, unreadable);
    }
    try {
      return file.toString().endsWith(".json")
          ? ModelFigures.recording(new String(bytes, StandardCharsets.UTF_8), batch)
          : Recording.fromBytes(bytes);
    } catch (IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          file + " holds no recording: " + unreadable.getMessage(), unreadable);
    }
  }
}
