package io.paretune.evaluators.onnx.graph.rounding;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.graph.call.InputMoments;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Weights are rounded input by input, and what that changes in the outputs is made up for by the
 * inputs that are still to come, as far as the inputs of some calls vary together: Frantar et al.
 * 2022, "GPTQ" (arXiv:2210.17323), which needs no label and no chance. With the second moments
 * {@code H} of the inputs and {@code U} upper triangular, {@code U'U = H^-1}: after input i is
 * rounded, {@code w_j -= (w_i - q_i) U_ij / U_ii} for every j after it. Matrices with more inputs
 * than {@link InputMoments#MOST} are rounded to the nearest.
 */
public final class SecondOrderRounding implements WeightRounding {

  /** What is added to the moments, in means of their diagonal, as the paper does. */
  private static final double DAMPING = 0.01;

  private final InputMoments moments;
  private final boolean fitting;

  /** Steps that were found, by node: the same file is written several times. */
  private final Map<String, byte[]> found = new ConcurrentHashMap<>();

  private final Map<String, float[]> scales = new ConcurrentHashMap<>();

  /** By these moments, within all that weights span. */
  public SecondOrderRounding(InputMoments moments) {
    this(moments, false);
  }

  private SecondOrderRounding(InputMoments moments, boolean fitting) {
    this.moments = moments;
    this.fitting = fitting;
  }

  /** The same, within ranges under which products are off least ({@link WeightGrid#fitted}). */
  public SecondOrderRounding fitted() {
    return new SecondOrderRounding(moments, true);
  }

  @Override
  public WeightGrid grid(NodeProto node, WeightGrid spanning) {
    return moments(node, spanning)
        .filter(own -> fitting)
        .map(
            own ->
                spanning.on(
                    scales.computeIfAbsent(
                        node.getOutput(0), key -> spanning.fitted(own).scales())))
        .orElse(spanning);
  }

  @Override
  public byte[] steps(NodeProto node, WeightGrid grid) {
    return moments(node, grid)
        .map(own -> found.computeIfAbsent(node.getOutput(0), key -> learned(own, grid)).clone())
        .orElseGet(grid::nearest);
  }

  private Optional<double[][]> moments(NodeProto node, WeightGrid grid) {
    return moments.of(node.getInput(0)).filter(own -> own.length == grid.inputs());
  }

  /**
   * The steps of a matrix.
   *
   * @param moments {@code [inputs][inputs]}
   */
  public static byte[] learned(double[][] moments, WeightGrid grid) {
    double[][] upper = upper(moments);
    int outputs = grid.outputs();
    float[] values = grid.values();
    byte[] steps = new byte[values.length];
    double[] errors = new double[outputs];
    for (int i = 0; i < grid.inputs(); i++) {
      for (int o = 0; o < outputs; o++) {
        int at = i * outputs + o;
        int step = grid.step(i, o, values[at]);
        steps[at] = (byte) step;
        errors[o] = (values[at] - grid.value(i, o, step)) / upper[i][i];
      }
      for (int j = i + 1; j < grid.inputs(); j++) {
        double factor = upper[i][j];
        for (int o = 0; factor != 0 && o < outputs; o++) {
          values[j * outputs + o] -= (float) (errors[o] * factor);
        }
      }
    }
    return steps;
  }

  private static double[][] upper(double[][] moments) {
    RealMatrix damped = new Array2DRowRealMatrix(moments);
    double mean = damped.getTrace() / moments.length;
    for (int i = 0; i < moments.length; i++) {
      damped.addToEntry(i, i, mean > 0 ? DAMPING * mean : 1);
    }
    RealMatrix inverse = cholesky(damped).getSolver().getInverse();
    return cholesky(inverse).getLT().getData();
  }

  /** Rounding of the arithmetic may leave a matrix a little unsymmetric. */
  private static CholeskyDecomposition cholesky(RealMatrix matrix) {
    RealMatrix symmetric = matrix.add(matrix.transpose()).scalarMultiply(0.5);
    return new CholeskyDecomposition(symmetric, 1e-9, 0);
  }
}
