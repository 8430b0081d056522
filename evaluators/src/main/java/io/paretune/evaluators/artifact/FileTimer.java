package io.paretune.evaluators.artifact;

import io.paretune.evaluators.data.Split;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Times files under a profile on real examples, alone on the machine of the profile. Owns its
 * meter: close it. One thread at a time.
 */
public final class FileTimer implements AutoCloseable {

  private final HardwareProfile profile;
  private final Split examples;
  private final Meter meter;

  private FileTimer(HardwareProfile profile, Split examples, Meter meter) {
    this.profile = profile;
    this.examples = examples;
    this.meter = meter;
  }

  /**
   * A timer.
   *
   * @param examples what files run on
   * @param meter of the profile; closed with this
   */
  public static FileTimer of(HardwareProfile profile, Split examples, Meter meter) {
    return new FileTimer(profile, examples, meter);
  }

  /** Where files are timed. */
  public HardwareProfile profile() {
    return profile;
  }

  /** How long a file takes. */
  public MeasuredLatency measure(Path file) {
    int batch = profile.batch();
    int volume = examples.examples().shape().volume();
    float[] input = new float[batch * volume];
    for (int i = 0; i < batch; i++) {
      examples.copyInput(i % examples.size(), input, i * volume);
    }
    return meter.measure(file, ModelInput.of(input));
  }

  /** How long a file takes that is not kept, in the format of the profile's only runtime. */
  public MeasuredLatency measure(byte[] content) {
    return measure(Map.of(ModelFile.of(profile.runtime()), content));
  }

  /**
   * How long a network takes whose files are not kept.
   *
   * @param files the network in one format, or in several where the profile leaves the runtime open
   */
  public MeasuredLatency measure(Map<ModelFile, byte[]> files) {
    try {
      Path directory = Files.createTempDirectory("paretune-timed");
      List<Path> written = new ArrayList<>();
      try {
        for (Map.Entry<ModelFile, byte[]> file : files.entrySet()) {
          Path path = directory.resolve("network" + file.getKey().ending());
          written.add(path);
          Files.write(path, file.getValue());
        }
        return measure(written.get(0));
      } finally {
        for (Path path : written) {
          Files.deleteIfExists(path);
        }
        Files.delete(directory);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot keep a file to measure it", unwritable);
    }
  }

  @Override
  public void close() {
    meter.close();
  }
}
