package io.paretune.evaluators.onnx.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.runtime.OnnxEnvironment;
import io.paretune.hardware.runtime.OnnxFloats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How alike a changed model answers to the original, on the same calls: for each output of floats,
 * over all calls.
 *
 * @param outputs in the model's order
 */
public record Fidelity(List<Output> outputs) {

  /** Copies the list. */
  public Fidelity {
    outputs = List.copyOf(outputs);
  }

  /**
   * One output.
   *
   * @param name of it
   * @param cosine of the angle between all values of one and of the other: 1 if they are alike
   * @param relativeError the length of the difference, in lengths of the original
   * @param agreement share of the rows along the last axis whose largest value is at the same place
   */
  public record Output(String name, double cosine, double relativeError, double agreement) {}

  /** The least cosine of all outputs. */
  public double leastCosine() {
    return outputs.stream().mapToDouble(Output::cosine).min().orElse(Double.NaN);
  }

  /**
   * Runs both models.
   *
   * @throws IllegalArgumentException if the calls are not of this model
   * @throws HardwareException if the runtime refuses a model or a call
   */
  public static Fidelity of(byte[] original, byte[] changed, NamedInputs calls) {
    OrtEnvironment environment = OnnxEnvironment.ofThisProcess();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession one = environment.createSession(original, options);
          OrtSession other = environment.createSession(changed, options)) {
        Map<String, Sums> sums = new LinkedHashMap<>();
        for (int call = 0; call < calls.size(); call++) {
          add(sums, environment, one, other, calls, call);
        }
        List<Output> outputs = new ArrayList<>();
        sums.forEach((name, sum) -> outputs.add(sum.output(name)));
        return new Fidelity(outputs);
      }
    } catch (OrtException refused) {
      throw new HardwareException(
          "ONNX Runtime refuses the model: " + refused.getMessage(), refused);
    }
  }

  private static void add(
      Map<String, Sums> sums,
      OrtEnvironment environment,
      OrtSession one,
      OrtSession other,
      NamedInputs calls,
      int call)
      throws OrtException {
    Map<String, OnnxTensor> inputs = calls.tensors(environment, one.getInputInfo(), call);
    try (OrtSession.Result expected = one.run(inputs);
        OrtSession.Result actual = other.run(inputs)) {
      for (Map.Entry<String, OnnxValue> value : expected) {
        float[] values = OnnxFloats.of(value.getValue()).orElse(new float[0]);
        float[] others = actual.get(value.getKey()).flatMap(OnnxFloats::of).orElse(new float[0]);
        if (values.length > 0 && value.getValue().getInfo() instanceof TensorInfo tensor) {
          long[] axes = tensor.getShape();
          int row = axes.length == 0 ? 1 : (int) axes[axes.length - 1];
          sums.computeIfAbsent(value.getKey(), key -> new Sums()).add(values, others, row);
        }
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /** What is added up over the calls. */
  private static final class Sums {
    private double squares;
    private double otherSquares;
    private double products;
    private double differences;
    private long rows;
    private long same;

    void add(float[] values, float[] others, int row) {
      for (int i = 0; i < values.length; i++) {
        double difference = (double) others[i] - values[i];
        squares += (double) values[i] * values[i];
        otherSquares += (double) others[i] * others[i];
        products += (double) values[i] * others[i];
        differences += difference * difference;
      }
      for (int from = 0; from + row <= values.length; from += row) {
        rows++;
        same += largest(values, from, row) == largest(others, from, row) ? 1 : 0;
      }
    }

    private static int largest(float[] values, int from, int count) {
      int best = from;
      for (int i = from; i < from + count; i++) {
        best = values[i] > values[best] ? i : best;
      }
      return best;
    }

    Output output(String name) {
      double lengths = Math.sqrt(squares * otherSquares);
      return new Output(
          name,
          lengths > 0 ? products / lengths : squares == otherSquares ? 1 : 0,
          squares > 0 ? Math.sqrt(differences / squares) : Math.sqrt(differences),
          rows == 0 ? 1 : (double) same / rows);
    }
  }
}
