package io.paretune.experiments.compress.graph.figure;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import io.paretune.evaluators.onnx.graph.call.GraphSession;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * How many times as fast as the original a changed model is: the two take turns, run by run, so
 * that whatever else the machine does falls on both, and the medians of the faster halves are
 * compared.
 *
 * @param original loads the model that others are compared with, for so many threads
 * @param calls of which the first is timed
 * @param threads that compute
 * @param clock nanoseconds
 */
public record PairedTiming(
    IntFunction<GraphSession> original, NamedInputs calls, int threads, LongSupplier clock) {

  private static final int WARM_UP = 3;
  private static final int FEW = 3;
  private static final int ENOUGH = 15;
  private static final int MOST = 400;

  /**
   * Times a model.
   *
   * @param span that is spent on it, unless some runs take longer
   * @param most that is spent on it, unless a few runs take longer
   */
  public double speed(ModelProto changed, Duration span, Duration most) {
    try (GraphSession one = original.apply(threads);
        GraphSession other = GraphSession.timed(changed, threads)) {
      Map<String, OnnxTensor> inputs = one.inputs(calls, 0);
      try {
        long now = clock.getAsLong();
        long end = now + span.toNanos();
        long latest = now + most.toNanos();
        for (int i = 0; i < 1 || (i < WARM_UP && clock.getAsLong() < latest); i++) {
          run(one, inputs);
          run(other, inputs);
        }
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        while (first.size() < FEW
            || (first.size() < ENOUGH && clock.getAsLong() < latest)
            || (first.size() < MOST && clock.getAsLong() < end)) {
          first.add(run(one, inputs));
          second.add(run(other, inputs));
        }
        return quiet(first) / quiet(second);
      } finally {
        inputs.values().forEach(OnnxTensor::close);
      }
    }
  }

  private long run(GraphSession session, Map<String, OnnxTensor> inputs) {
    long start = clock.getAsLong();
    session.run(inputs).close();
    return Math.max(1, clock.getAsLong() - start);
  }

  /** The median of the faster half: the runs that nothing else interrupted. */
  private static double quiet(List<Long> times) {
    Collections.sort(times);
    return times.get(times.size() / 4);
  }
}
