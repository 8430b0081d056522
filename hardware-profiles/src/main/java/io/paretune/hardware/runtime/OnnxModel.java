package io.paretune.hardware.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A session of ONNX Runtime with its input and its float outputs pinned in direct buffers. */
final class OnnxModel implements LoadedModel {
  private final String name;
  private final OrtSession session;
  private final Input input;
  private final Outputs outputs;
  private boolean ran;
  private boolean closed;

  /** The only input: its axes, the cells of its values, and its tensor, which looks at these. */
  private record Input(
      List<Long> shape, OnnxJavaType type, ByteBuffer cells, Map<String, OnnxTensor> byName) {
    int count() {
      return cells.capacity() / type.size;
    }
  }

  /**
   * All outputs by name, in the model's order. Those of 32-bit floats are pinned, with the buffers
   * that they look at; labels, dictionaries and the like are made anew by every run.
   */
  private record Outputs(
      List<String> names, Map<String, OnnxValue> pinned, Map<String, FloatBuffer> values) {
    Set<String> others() {
      Set<String> others = new LinkedHashSet<>(names);
      others.removeAll(pinned.keySet());
      return others;
    }
  }

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
    OnnxJavaType type = OnnxShapes.tensor(name, only).type;
    ByteBuffer cells = OnnxFloats.allocate(type, LoadedModel.elements(name, shape));
    FloatBuffer first = FloatBuffer.wrap(PseudoRandom.values(cells.capacity() / type.size));
    OnnxFloats.put(cells, type, first);
    OnnxTensor inputTensor = OnnxFloats.tensor(environment, cells, type, shape);
    Map<String, OnnxValue> pinned = new LinkedHashMap<>();
    try {
      Map<String, OnnxTensor> inputs = Map.of(only.getName(), inputTensor);
      return new OnnxModel(
          name,
          session,
          new Input(Arrays.stream(shape).boxed().toList(), type, cells, inputs),
          outputs(name, environment, session.run(inputs), pinned));
    } catch (OrtException | RuntimeException e) {
      inputTensor.close();
      pinned.values().forEach(OnnxValue::close);
      throw e;
    }
  }

  /** Output sizes may stay open in the file; one run tells them. */
  private static Outputs outputs(
      String name, OrtEnvironment environment, OrtSession.Result run, Map<String, OnnxValue> pinned)
      throws OrtException {
    List<String> names = new ArrayList<>();
    Map<String, FloatBuffer> values = new LinkedHashMap<>();
    try (run) {
      for (Map.Entry<String, OnnxValue> result : run) {
        names.add(result.getKey());
        if (result.getValue().getInfo() instanceof TensorInfo tensor
            && tensor.type == OnnxJavaType.FLOAT) {
          FloatBuffer output = direct(LoadedModel.elements(name, tensor.getShape()));
          values.put(result.getKey(), output);
          pinned.put(
              result.getKey(), OnnxTensor.createTensor(environment, output, tensor.getShape()));
        }
      }
    }
    return new Outputs(List.copyOf(names), pinned, values);
  }

  @Override
  public List<Long> inputShape() {
    return input.shape();
  }

  @Override
  public void setInput(float[] values) {
    requireOpen();
    if (values.length != input.count()) {
      throw new IllegalArgumentException(
          "the input of "
              + name
              + " has shape "
              + input.shape()
              + ", that is "
              + input.count()
              + " values, got "
              + values.length);
    }
    OnnxFloats.put(input.cells(), input.type(), FloatBuffer.wrap(values));
    ran = false;
  }

  @Override
  public void run() {
    requireOpen();
    // Closing the result leaves pinned outputs alone; they belong to this model.
    try (OrtSession.Result result = result()) {
      ran = result.size() == outputs.names().size();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private OrtSession.Result result() throws OrtException {
    return session.run(input.byName(), outputs.others(), outputs.pinned());
  }

  private HardwareException failed(OrtException e) {
    return new HardwareException(
        "ONNX Runtime failed on the model " + name + ": " + e.getMessage(), e);
  }

  @Override
  public float[] output() {
    return outputs().get(0);
  }

  @Override
  public List<float[]> outputs() {
    requireOpen();
    if (outputs.others().isEmpty()) {
      if (!ran) {
        run();
      }
      return outputs.names().stream().map(this::pinned).toList();
    }
    List<float[]> all = new ArrayList<>();
    try (OrtSession.Result result = result()) {
      for (String output : outputs.names()) {
        if (outputs.values().containsKey(output)) {
          all.add(pinned(output));
        } else {
          result.get(output).flatMap(OnnxFloats::of).ifPresent(all::add);
        }
      }
    } catch (OrtException e) {
      throw failed(e);
    }
    return all;
  }

  private float[] pinned(String output) {
    return copy(Objects.requireNonNull(outputs.values().get(output)));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    input.byName().values().forEach(OnnxTensor::close);
    outputs.pinned().values().forEach(OnnxValue::close);
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
