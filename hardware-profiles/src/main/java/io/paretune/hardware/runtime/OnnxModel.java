package io.paretune.hardware.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.paretune.hardware.HardwareException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A session of ONNX Runtime with its input and its outputs pinned in direct buffers. */
final class OnnxModel implements LoadedModel {
  private final String name;
  private final OrtSession session;
  private final Input input;
  private final Outputs outputs;
  private boolean ran;
  private boolean closed;

  /** The only input: its name, its tensor, and the buffer that this looks at. */
  private record Input(List<Long> shape, FloatBuffer values, Map<String, OnnxTensor> byName) {}

  /** All outputs by name, and the buffers that they look at, in the model's order. */
  private record Outputs(Map<String, OnnxValue> byName, List<FloatBuffer> values) {}

  private OnnxModel(String name, OrtSession session, Input input, Outputs outputs) {
    this.name = name;
    this.session = session;
    this.input = input;
    this.outputs = outputs;
  }

  /** Takes ownership of the session if it returns, not if it throws. */
  static OnnxModel allocate(String name, OrtEnvironment environment, OrtSession session, int batch)
      throws OrtException {
    List<NodeInfo> declared = List.copyOf(session.getInputInfo().values());
    if (declared.size() != 1) {
      throw new HardwareException(
          "the model " + name + " has " + declared.size() + " inputs; exactly one can be measured");
    }
    NodeInfo only = declared.get(0);
    long[] shape = OnnxShapes.resolved(name, only, batch);
    FloatBuffer input = direct(LoadedModel.elements(name, shape));
    input.put(0, PseudoRandom.values(input.capacity()));
    OnnxTensor inputTensor = OnnxTensor.createTensor(environment, input, shape);
    Map<String, OnnxValue> pinned = new LinkedHashMap<>();
    try {
      Map<String, OnnxTensor> inputs = Map.of(only.getName(), inputTensor);
      List<FloatBuffer> outputs = new ArrayList<>();
      // Output sizes may stay open in the file; one run tells them.
      try (OrtSession.Result first = session.run(inputs)) {
        for (Map.Entry<String, OnnxValue> result : first) {
          TensorInfo tensor =
              OnnxShapes.tensor(name, new NodeInfo(result.getKey(), result.getValue().getInfo()));
          FloatBuffer output = direct(LoadedModel.elements(name, tensor.getShape()));
          outputs.add(output);
          pinned.put(
              result.getKey(), OnnxTensor.createTensor(environment, output, tensor.getShape()));
        }
      }
      return new OnnxModel(
          name,
          session,
          new Input(Arrays.stream(shape).boxed().toList(), input, inputs),
          new Outputs(pinned, List.copyOf(outputs)));
    } catch (OrtException | RuntimeException e) {
      inputTensor.close();
      pinned.values().forEach(OnnxValue::close);
      throw e;
    }
  }

  @Override
  public List<Long> inputShape() {
    return input.shape();
  }

  @Override
  public void setInput(float[] values) {
    requireOpen();
    if (values.length != input.values().capacity()) {
      throw new IllegalArgumentException(
          "the input of "
              + name
              + " has shape "
              + input.shape()
              + ", that is "
              + input.values().capacity()
              + " values, got "
              + values.length);
    }
    input.values().put(0, values);
    ran = false;
  }

  @Override
  public void run() {
    requireOpen();
    // Closing the result leaves pinned outputs alone; they belong to this model.
    try (OrtSession.Result result = session.run(input.byName(), outputs.byName())) {
      ran = result.size() == outputs.values().size();
    } catch (OrtException e) {
      throw new HardwareException(
          "ONNX Runtime failed on the model " + name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public float[] output() {
    return outputs().get(0);
  }

  @Override
  public List<float[]> outputs() {
    if (!ran) {
      run();
    }
    return outputs.values().stream().map(OnnxModel::copy).toList();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    input.byName().values().forEach(OnnxTensor::close);
    outputs.byName().values().forEach(OnnxValue::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new HardwareException("closing the model " + name + " failed: " + e.getMessage(), e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the model " + name + " is closed; load it again");
    }
  }

  private static float[] copy(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }

  private static FloatBuffer direct(int elements) {
    return ByteBuffer.allocateDirect(elements * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
