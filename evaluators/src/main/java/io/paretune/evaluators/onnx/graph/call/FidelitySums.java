package io.paretune.evaluators.onnx.graph.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is added up over the calls, to be a {@link Fidelity}. Mutable. */
final class FidelitySums {

  private final Map<String, Sums> sums = new LinkedHashMap<>();

  /** Adds an output of one call, and what the changed model answers instead. */
  void add(Answers.Answer expected, float[] actual) {
    Sums sum = sums.computeIfAbsent(expected.name(), key -> new Sums());
    float[] values = expected.floats();
    if (actual.length == values.length) {
      sum.add(values, actual, expected.axes());
    } else {
      // an answer of another shape is like nothing
      sum.miss();
    }
  }

  Fidelity fidelity(Fidelity.Criterion by) {
    List<Fidelity.Output> outputs = new ArrayList<>();
    sums.forEach((name, sum) -> outputs.add(sum.output(name)));
    return new Fidelity(outputs, by);
  }

  private static final class Sums {
    private double squares;
    private double otherSquares;
    private double products;
    private double differences;
    private double divergences;
    private final ChannelSums channels = new ChannelSums();
    private long values;
    private long rows;
    private long same;

    void miss() {
      squares = Double.NaN;
    }

    void add(float[] values, float[] others, List<Integer> axes) {
      for (int i = 0; i < values.length; i++) {
        if (Float.isFinite(values[i])) {
          double difference = (double) others[i] - values[i];
          squares += (double) values[i] * values[i];
          otherSquares += (double) others[i] * others[i];
          products += (double) values[i] * others[i];
          differences += difference * difference;
        } else if (Float.compare(values[i], others[i]) != 0) {
          // what is no number must be the same
          miss();
        }
      }
      this.values += values.length;
      channels.add(values, others, axes);
      int row = axes.isEmpty() ? 1 : axes.get(axes.size() - 1);
      for (int from = 0; row > 0 && from + row <= values.length; from += row) {
        rows++;
        same += largest(values, from, row) == largest(others, from, row) ? 1 : 0;
        divergences += divergence(values, others, from, row);
      }
    }

    private static int largest(float[] values, int from, int count) {
      int best = from;
      for (int i = from; i < from + count; i++) {
        best = values[i] > values[best] ? i : best;
      }
      return best;
    }

    private static double divergence(float[] values, float[] others, int from, int count) {
      double[] p = distribution(values, from, count);
      double[] q = distribution(others, from, count);
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += p[i] > 0 ? p[i] * Math.log(p[i] / Math.max(q[i], 1e-12)) : 0;
      }
      return Math.max(0, sum);
    }

    private static double[] distribution(float[] values, int from, int count) {
      double total = 0;
      double most = Double.NEGATIVE_INFINITY;
      boolean shares = true;
      for (int i = from; i < from + count; i++) {
        total += values[i];
        most = Math.max(most, values[i]);
        shares &= values[i] >= 0;
      }
      double[] p = new double[count];
      boolean is = shares && Math.abs(total - 1) < 1e-3;
      double sum = 0;
      for (int i = 0; i < count; i++) {
        p[i] = is ? values[from + i] : Math.exp(values[from + i] - most);
        sum += p[i];
      }
      for (int i = 0; i < count; i++) {
        p[i] /= sum;
      }
      return p;
    }

    Fidelity.Output output(String name) {
      double error = squares > 0 ? Math.sqrt(differences / squares) : Math.sqrt(differences);
      double cosine = values == 1 ? ofOneNumber(error) : cosine();
      return new Fidelity.Output(
          name,
          Double.isFinite(cosine) ? cosine : 0,
          error,
          rows == 0 ? 1 : (double) same / rows,
          Double.isFinite(cosine) ? channels.cosine() : 0,
          rows == 0 ? 0 : divergences / rows);
    }

    private double cosine() {
      double lengths = Math.sqrt(squares * otherSquares);
      return lengths > 0 ? products / lengths : squares == otherSquares ? 1 : 0;
    }

    /** Any two numbers point alike: what vectors with this error would have. */
    private static double ofOneNumber(double error) {
      return Math.max(0, 1 - error * error / 2);
    }
  }
}
