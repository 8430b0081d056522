package io.paretune.evaluators.artifact;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.signature.InputLayout;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.NetworkFiles;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.HardwareProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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

  /** The size of an example. */
  public InputShape shape() {
    return examples.examples().shape();
  }

  /**
   * The same at another batch and on the same machine, with a meter of its own, which is closed
   * with it.
   *
   * @throws HardwareException if the profile cannot be had so
   */
  public FileTimer atBatch(int batch) {
    return of(profile.withBatch(batch), examples, meter.atBatch(batch));
  }

  /** A file as it is timed: one that takes the examples; to be closed. */
  public ReadiedFile ready(Deployment deployment, Path file) {
    return ReadiedFile.whole(deployment, file, examples.examples().shape());
  }

  /** What a file computes on while it is timed: real examples. */
  public ModelInput input(ReadiedFile file) {
    return input(examples.examples().shape(), List.of(file));
  }

  /** How long a file takes, and those beside it that {@link NetworkFiles#of} says. */
  public MeasuredLatency measure(Path file) {
    return measureFiles(NetworkFiles.of(file, profile.deployments()));
  }

  /** How long a network takes whose files are kept. */
  public MeasuredLatency measureFiles(Map<Deployment, Path> files) {
    InputShape shape = examples.examples().shape();
    Map<Deployment, ReadiedFile> ready = new LinkedHashMap<>();
    try {
      files.forEach((deployment, file) -> ready.put(deployment, ready(deployment, file)));
      Map<Deployment, Path> paths = new LinkedHashMap<>();
      ready.forEach((deployment, file) -> paths.put(deployment, file.path()));
      return meter.measure(paths, input(shape, List.copyOf(ready.values())));
    } finally {
      ready.values().forEach(ReadiedFile::close);
    }
  }

  /** Real examples; where several files compete, they run on the same values in the same order. */
  private ModelInput input(InputShape shape, List<ReadiedFile> files) {
    int batch = profile.batch();
    int volume = shape.volume();
    float[] input = new float[batch * volume];
    int[] timed =
        shape.isText() ? TimedTexts.of(examples).batch(batch) : IntStream.range(0, batch).toArray();
    for (int i = 0; i < batch; i++) {
      examples.copyInput(timed[i] % examples.size(), input, i * volume);
    }
    InputLayout layout = files.size() == 1 ? files.get(0).layout() : InputLayout.AS_IT_IS;
    return ModelInput.of(
        layout.arranged(input, Shape.image(shape.channels(), shape.height(), shape.width())));
  }

  /** How long a file takes that is not kept, of the profile's only deployment. */
  public MeasuredLatency measure(byte[] content) {
    return measure(Map.of(profile.deployment(), content));
  }

  /**
   * How long a network takes whose files are not kept.
   *
   * @param files the network, for one of the profile's deployments at least
   */
  public MeasuredLatency measure(Map<Deployment, byte[]> files) {
    try {
      Path directory = Files.createTempDirectory("paretune-timed");
      Map<Deployment, Path> written = new LinkedHashMap<>();
      try {
        for (Map.Entry<Deployment, byte[]> file : files.entrySet()) {
          Deployment deployment = file.getKey();
          Path path = directory.resolve(deployment.engine().name() + deployment.format().ending());
          written.put(deployment, path);
          Files.write(path, file.getValue());
        }
        return measureFiles(written);
      } finally {
        for (Path path : written.values()) {
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
