package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.latency.RandomExamples;
import io.paretune.evaluators.latency.TimedFile;
import io.paretune.evaluators.latency.Timing;
import io.paretune.evaluators.network.Shape;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.search.sampler.RandomStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Times files, one at a time. */
@FunctionalInterface
public interface Stopwatch {

  /** How long one run of a file takes. */
  Timing time(TimedFile file);

  /** A stopwatch that asks a meter of ONNX Runtime, on fixed pseudo-random examples. */
  static Stopwatch of(Meter meter) {
    return timed -> {
      try {
        Path file = Files.createTempFile("paretune-kernel", ".onnx");
        try {
          Files.write(file, timed.content().get());
          return Timing.of(meter.measure(Map.of(Deployment.ONNX, file), input(timed)).latency());
        } finally {
          Files.delete(file);
        }
      } catch (IOException unwritable) {
        throw new UncheckedIOException("cannot keep a file to time it", unwritable);
      }
    };
  }

  /** A meter's own whole numbers are zeros, that is padding, for the better part. */
  private static ModelInput input(TimedFile timed) {
    Shape shape = timed.network().input();
    return shape instanceof Shape.Ids
        ? ModelInput.of(RandomExamples.of(shape, RandomStreams.of(1, 0, "text")))
        : ModelInput.pseudoRandom();
  }
}
