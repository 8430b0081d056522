package io.paretune.evaluators.onnx.graph.call;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.paretune.hardware.runtime.tensor.OnnxFloats;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the original answers to some calls, with which changed models are compared. Answers are kept
 * up to some bytes; those of further calls are computed each time. Holds the original's session
 * until closed; for one thread.
 */
public final class Answers implements AutoCloseable {

  private static final long MOST_BYTES = 128L << 20;

  private final GraphSession original;
  private final NamedInputs calls;
  private final Fidelity.Criterion by;
  private final List<List<Answer>> kept = new ArrayList<>();
  private long bytes;

  /**
   * One output of one call.
   *
   * @param values floats, row-major
   * @param axes lengths
   */
  record Answer(String name, FloatBuffer values, List<Integer> axes) {
    float[] floats() {
      return values.array();
    }
  }

  private Answers(GraphSession original, NamedInputs calls, Fidelity.Criterion by) {
    this.original = original;
    this.calls = calls;
    this.by = by;
  }

  /**
   * Of the original.
   *
   * @param original is closed with them, or as soon as all its answers are kept
   * @param by how models are judged
   */
  public static Answers of(GraphSession original, NamedInputs calls, Fidelity.Criterion by) {
    return new Answers(original, calls, by);
  }

  /** The calls. */
  public NamedInputs calls() {
    return calls;
  }

  /**
   * Looks whether further calls are of this model, without running it; before it has answered all
   * calls.
   *
   * @throws IllegalArgumentException if one is not: both lists, side by side
   */
  public void require(NamedInputs others) {
    for (int call = 0; call < others.size(); call++) {
      original.inputs(others, call).values().forEach(OnnxTensor::close);
    }
  }

  /**
   * How alike a changed model answers.
   *
   * @param most of the calls, the first ones
   * @throws IllegalArgumentException if the calls are not of this model
   * @throws io.paretune.hardware.HardwareException if the runtime refuses a model or a call
   */
  public Fidelity fidelity(ModelProto changed, int most) {
    try (GraphSession other = GraphSession.judged(changed)) {
      return fidelity(other, most);
    }
  }

  /** As {@link #fidelity(ModelProto, int)}, of a model that is loaded. */
  public Fidelity fidelity(GraphSession other, int most) {
    FidelitySums sums = new FidelitySums();
    for (int call = 0; call < Math.min(most, calls.size()); call++) {
      Map<String, float[]> actual = new LinkedHashMap<>();
      answers(other, call).forEach(answer -> actual.put(answer.name(), answer.floats()));
      for (Answer answer : expected(call)) {
        sums.add(answer, actual.getOrDefault(answer.name(), new float[0]));
      }
    }
    return sums.fidelity(by);
  }

  private List<Answer> expected(int call) {
    if (call < kept.size()) {
      return kept.get(call);
    }
    List<Answer> answers = answers(original, call);
    if (call == kept.size() && bytes < MOST_BYTES) {
      kept.add(answers);
      bytes += answers.stream().mapToLong(answer -> 4L * answer.floats().length).sum();
      if (kept.size() == calls.size()) {
        // it is asked nothing more, and may be as large as all else together
        original.close();
      }
    }
    return answers;
  }

  private List<Answer> answers(GraphSession session, int call) {
    Map<String, OnnxTensor> inputs = session.inputs(calls, call);
    try (OrtSession.Result result = session.run(inputs)) {
      List<Answer> answers = new ArrayList<>();
      for (Map.Entry<String, OnnxValue> value : result) {
        float[] values = OnnxFloats.of(value.getValue()).orElse(new float[0]);
        if (value.getValue().getInfo() instanceof TensorInfo tensor
            && OnnxFloats.holds(tensor.type)) {
          List<Integer> axes = Arrays.stream(tensor.getShape()).mapToObj(Math::toIntExact).toList();
          answers.add(new Answer(value.getKey(), FloatBuffer.wrap(values), axes));
        }
      }
      return answers;
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    original.close();
  }
}
