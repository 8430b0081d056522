package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.paretune.hardware.runtime.tensor.OnnxFloats;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A caller's program that knows one file only: whatever that declares is what it feeds and reads.
 * It is run with a file and with what takes its place.
 */
final class SameCall {

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private SameCall() {}

  /** Whether both declare the same, and answer a call of so many examples alike. */
  static void check(byte[] original, byte[] copy, int batch, int openSize, double tolerance) {
    try (OrtSession one = session(original);
        OrtSession other = session(copy)) {
      assertThat(declared(other.getInputInfo())).isEqualTo(declared(one.getInputInfo()));
      assertThat(declared(other.getOutputInfo())).isEqualTo(declared(one.getOutputInfo()));
      assertThat(said(other)).isEqualTo(said(one));
      Map<String, OnnxTensor> inputs = inputs(one, batch, openSize);
      try (OrtSession.Result expected = one.run(inputs);
          OrtSession.Result actual = other.run(inputs)) {
        assertThat(names(actual)).isEqualTo(names(expected));
        for (Map.Entry<String, OnnxValue> value : expected) {
          same(value.getValue(), actual.get(value.getKey()).orElseThrow(), tolerance);
        }
      } finally {
        inputs.values().forEach(OnnxTensor::close);
      }
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  private static OrtSession session(byte[] model) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    return ENVIRONMENT.createSession(model, options);
  }

  /** Names, in order, with types and axes; what one file leaves to be found out, the other may. */
  static List<String> declared(Map<String, NodeInfo> values) {
    List<String> all = new ArrayList<>();
    values.forEach((name, value) -> all.add(name + " " + words(value)));
    return all;
  }

  private static String words(NodeInfo value) {
    return value.getInfo() instanceof TensorInfo tensor
        ? tensor.type
            + Arrays.toString(tensor.getShape())
            + Arrays.toString(tensor.getDimensionNames())
        : String.valueOf(value.getInfo());
  }

  private static List<Object> said(OrtSession session) throws OrtException {
    var metadata = session.getMetadata();
    return List.of(
        metadata.getProducerName(),
        metadata.getDomain(),
        metadata.getDescription(),
        metadata.getGraphName(),
        metadata.getGraphDescription(),
        metadata.getVersion(),
        metadata.getCustomMetadata());
  }

  private static Map<String, OnnxTensor> inputs(OrtSession session, int batch, int openSize)
      throws OrtException {
    Random random = new Random(3);
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    for (NodeInfo input : session.getInputInfo().values()) {
      TensorInfo tensor = (TensorInfo) input.getInfo();
      long[] shape = tensor.getShape().clone();
      int count = 1;
      for (int a = 0; a < shape.length; a++) {
        shape[a] = shape[a] > 0 ? shape[a] : a == 0 ? batch : openSize;
        count *= (int) shape[a];
      }
      FloatBuffer values = FloatBuffer.allocate(count);
      while (values.hasRemaining()) {
        values.put(random.nextFloat() * 2 - 1);
      }
      inputs.put(
          input.getName(), OnnxFloats.tensor(ENVIRONMENT, values.flip(), tensor.type, shape));
    }
    return inputs;
  }

  private static List<String> names(OrtSession.Result result) {
    List<String> names = new ArrayList<>();
    result.forEach(value -> names.add(value.getKey()));
    return names;
  }

  private static void same(OnnxValue expected, OnnxValue actual, double tolerance)
      throws OrtException {
    if (expected instanceof OnnxSequence maps) {
      List<? extends OnnxValue> others = ((OnnxSequence) actual).getValue();
      List<? extends OnnxValue> own = maps.getValue();
      assertThat(others).hasSameSizeAs(own);
      for (int i = 0; i < own.size(); i++) {
        Map<?, ?> map = ((OnnxMap) own.get(i)).getValue();
        Map<?, ?> other = ((OnnxMap) others.get(i)).getValue();
        assertThat(other.keySet()).isEqualTo(map.keySet());
        for (Object key : map.keySet()) {
          assertThat((Float) other.get(key))
              .isCloseTo((Float) map.get(key), within((float) tolerance));
        }
      }
      return;
    }
    TensorInfo one = ((OnnxTensor) expected).getInfo();
    TensorInfo two = ((OnnxTensor) actual).getInfo();
    assertThat(two.type).isEqualTo(one.type);
    assertThat(two.getShape()).isEqualTo(one.getShape());
    if (!OnnxFloats.holds(one.type)) {
      assertThat(Arrays.deepToString(new Object[] {actual.getValue()}))
          .isEqualTo(Arrays.deepToString(new Object[] {expected.getValue()}));
      return;
    }
    double rounding = one.type == OnnxJavaType.FLOAT16 ? 1e-3 : 0;
    float[] values = OnnxFloats.of(expected).orElseThrow();
    float[] others = OnnxFloats.of(actual).orElseThrow();
    for (int i = 0; i < values.length; i++) {
      double scale = Math.max(1, Math.abs(values[i]));
      assertThat((double) others[i]).isCloseTo(values[i], within((tolerance + rounding) * scale));
    }
  }
}
