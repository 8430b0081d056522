package io.paretune.evaluators.onnx.graph.call;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the values along the last axis of some values of a graph vary together on some calls: the
 * mean of {@code x x'}. Immutable once collected.
 */
public final class InputMoments {

  /** Longer rows have no moments: their number would be the square of that. */
  public static final int MOST = 1024;

  /** Rows that are looked at, of the first calls. */
  private static final long ROWS = 2048;

  private final Map<String, double[][]> moments;

  private InputMoments(Map<String, double[][]> moments) {
    this.moments = moments;
  }

  /**
   * Runs the graph.
   *
   * @param names the values that are wanted, all of 32-bit floats
   * @throws io.paretune.hardware.HardwareException if the runtime refuses the model or a call
   */
  public static InputMoments collect(ModelProto model, NamedInputs calls, List<String> names) {
    Map<String, double[][]> sums = new HashMap<>();
    Map<String, Long> rows = new HashMap<>();
    for (List<String> group : ActivationStatistics.groups(model, calls, Set.copyOf(names))) {
      try (GraphSession session = GraphSession.judged(ActivationStatistics.shown(model, group))) {
        for (int call = 0; call < calls.size() && lacking(group, rows); call++) {
          ActivationStatistics.forEachValue(
              session,
              calls,
              call,
              group,
              (name, floats, axes) -> {
                int row = axes.length == 0 ? 0 : (int) axes[axes.length - 1];
                if (row > 0 && row <= MOST && rows.getOrDefault(name, 0L) < ROWS) {
                  add(sums.computeIfAbsent(name, key -> new double[row][row]), floats);
                  rows.merge(name, (long) floats.length / row, Long::sum);
                }
              });
        }
      }
    }
    sums.forEach((name, sum) -> divide(sum, rows.getOrDefault(name, 1L)));
    return new InputMoments(sums);
  }

  private static boolean lacking(List<String> group, Map<String, Long> rows) {
    return group.stream().anyMatch(name -> rows.getOrDefault(name, 0L) < ROWS);
  }

  private static void add(double[][] sum, float[] floats) {
    int row = sum.length;
    for (int from = 0; from + row <= floats.length; from += row) {
      for (int i = 0; i < row; i++) {
        double value = floats[from + i];
        for (int j = 0; value != 0 && j < row; j++) {
          sum[i][j] += value * floats[from + j];
        }
      }
    }
  }

  private static void divide(double[][] sum, long rows) {
    for (double[] line : sum) {
      for (int j = 0; j < line.length; j++) {
        line[j] /= rows;
      }
    }
  }

  /** The moments of a value, {@code [row][row]}; empty if its rows are too long. */
  public Optional<double[][]> of(String name) {
    return Optional.ofNullable(moments.get(name));
  }
}
