package io.paretune.evaluators.artifact;

import io.paretune.evaluators.data.Split;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.MeasuringProtocol;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Times ONNX files under a profile on real examples, alone on the machine. Owns what the protocol
 * holds: close it.
 */
public final class FileTimer implements AutoCloseable {

  /** Longer than any queue of measurements; a holder that died releases the lease at once. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final HardwareProfile profile;
  private final Split inputs;
  private final MeasuringLease lease;
  private final InferenceRuntime runtime;
  private final MeasuringProtocol protocol;

  /**
   * A timer.
   *
   * @param inputs the examples that files run on
   * @param lease held while a file is timed
   */
  public FileTimer(HardwareProfile profile, Split inputs, MeasuringLease lease) {
    this.profile = profile;
    this.inputs = inputs;
    this.lease = lease;
    this.runtime = InferenceRuntime.of(profile);
    this.protocol = MeasuringProtocol.of(profile, runtime, lease.directory());
  }

  /** What runs the files. */
  public InferenceRuntime runtime() {
    return runtime;
  }

  /** How long a file takes. */
  public Latency latency(Path file) {
    try (LoadedModel model = runtime.load(file, profile)) {
      int batch = model.batch();
      int volume = inputs.examples().shape().volume();
      float[] input = new float[batch * volume];
      for (int i = 0; i < batch; i++) {
        inputs.copyInput(i % inputs.size(), input, i * volume);
      }
      model.setInput(input);
      return protocol.measure(model, () -> lease.exclusive(PATIENCE));
    }
  }

  /** How long a file takes that is not kept. */
  public Latency latency(byte[] content) {
    try {
      Path file = Files.createTempFile("paretune-timed", ".onnx");
      try {
        return latency(Files.write(file, content));
      } finally {
        Files.delete(file);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot keep a file to measure it", unwritable);
    }
  }

  @Override
  public void close() {
    protocol.close();
  }
}
