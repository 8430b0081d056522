package io.paretune.tests.measuring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * What a user would write to time a model: ONNX Runtime's Java API in a loop. It shares nothing
 * with the measuring protocol, neither code nor process.
 */
final class PlainLoop {

  private static final long WARM_UP_NANOS = 1_000_000_000L;
  private static final long NANOS = 2_000_000_000L;

  private PlainLoop() {}

  /** What two seconds of runs on one thread gave, in milliseconds. */
  record Seen(double medianMs, double quietMs) {

    private static final int RUNS_IN_WINDOW = 15;
    private static final int ONE_IN = 10;

    /** The median of all runs, and the median within the quietest tenth of short windows. */
    static Seen of(double... times) {
      int windows = times.length / RUNS_IN_WINDOW;
      double[] medians = new double[windows];
      for (int w = 0; w < windows; w++) {
        medians[w] =
            Measuring.median(
                Arrays.copyOfRange(times, w * RUNS_IN_WINDOW, (w + 1) * RUNS_IN_WINDOW));
      }
      Arrays.sort(medians);
      return new Seen(
          Measuring.median(times),
          Measuring.median(Arrays.copyOf(medians, Math.max(1, windows / ONE_IN))));
    }
  }

  /** Prints both, with a comma between them. */
  public static void main(String[] arguments) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      try (OrtSession session = environment.createSession(arguments[0], options)) {
        String name = session.getInputNames().iterator().next();
        long[] shape =
            ((TensorInfo) Objects.requireNonNull(session.getInputInfo().get(name)).getInfo())
                .getShape()
                .clone();
        shape[0] = 1;
        int volume = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
        FloatBuffer values =
            ByteBuffer.allocateDirect(4 * volume).order(ByteOrder.nativeOrder()).asFloatBuffer();
        for (int i = 0; i < volume; i++) {
          values.put(i, (i * 31 % 97) / 97f);
        }
        try (OnnxTensor input = OnnxTensor.createTensor(environment, values, shape)) {
          loop(session, Map.of(name, input), WARM_UP_NANOS);
          Seen seen = loop(session, Map.of(name, input), NANOS);
          System.out.println(seen.medianMs() + "," + seen.quietMs());
        }
      }
    }
  }

  private static Seen loop(OrtSession session, Map<String, OnnxTensor> inputs, long nanos)
      throws OrtException {
    double[] times = new double[10_000_000];
    int count = 0;
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      session.run(inputs).close();
      times[count++] = (System.nanoTime() - start) / 1e6;
    }
    return Seen.of(Arrays.copyOf(times, count));
  }

  /** Runs {@link #main} in a child JVM. */
  static Seen inItsOwnProcess(Path model) throws IOException, InterruptedException {
    Process process =
        Load.java(PlainLoop.class, model.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      int status = process.waitFor();
      if (status != 0 || line == null) {
        throw new IOException("the plain loop ended with status " + status);
      }
      int comma = line.indexOf(',');
      return new Seen(
          Double.parseDouble(line.substring(0, comma)),
          Double.parseDouble(line.substring(comma + 1)));
    }
  }
}
