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
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.runtime.tensor.OnnxFloats;
import io.paretune.hardware.runtime.tensor.OnnxNumbers;
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
import java.util.function.IntToDoubleFunction;

/**
 * A session of ONNX Runtime with its inputs and its float outputs pinned in direct buffers. What
 * inputs hold by default: floats pseudo-random values in [0, 1), whole numbers and truth values
 * pseudo-random zeros and ones, which are indices of any table of two rows and more.
 */
final class OnnxModel implements LoadedModel {
  private final String name;
  private final OrtSession session;
  private final OrtEnvironment environment;
  private final List<Input> inputs;
  private final Map<String, OnnxTensor> tensors;
  private final Outputs outputs;
  private boolean ran;
  private boolean closed;

  /** An input: its axes and type, and how many values it has. */
  private record Input(String name, List<Long> shape, OnnxJavaType type, int count) {
    OnnxTensor tensor(OrtEnvironment environment, IntToDoubleFunction values) throws OrtException {
      long[] axes = shape.stream().mapToLong(Long::longValue).toArray();
      return OnnxNumbers.tensor(environment, type, axes, count, values);
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

  private OnnxModel(
      String name,
      OrtEnvironment environment,
      OrtSession session,
      List<Input> inputs,
      Map<String, OnnxTensor> tensors)
      throws OrtException {
    this.name = name;
    this.environment = environment;
    this.session = session;
    this.inputs = inputs;
    this.tensors = tensors;
    this.outputs = outputs(name, environment, session.run(tensors));
  }

  /**
   * Takes ownership of the session if it returns, not if it throws.
   *
   * @param shapes of all inputs
   */
  static OnnxModel allocate(
      String name, OrtEnvironment environment, OrtSession session, Map<String, long[]> shapes)
      throws OrtException {
    List<Input> inputs = new ArrayList<>();
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (NodeInfo declared : session.getInputInfo().values()) {
        long[] shape = Objects.requireNonNull(shapes.get(declared.getName()));
        int count = LoadedModel.elements(name, shape);
        OnnxJavaType type = OnnxShapes.tensor(name, declared).type;
        Input input =
            new Input(declared.getName(), Arrays.stream(shape).boxed().toList(), type, count);
        float[] random = PseudoRandom.values(count);
        boolean floats = OnnxFloats.holds(type);
        tensors.put(
            input.name(),
            input.tensor(environment, i -> floats ? random[i] : Math.rint(random[i])));
        inputs.add(input);
      }
      return new OnnxModel(name, environment, session, List.copyOf(inputs), tensors);
    } catch (OrtException | RuntimeException e) {
      tensors.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  /** Output sizes may stay open in the file; one run tells them. */
  private static Outputs outputs(String name, OrtEnvironment environment, OrtSession.Result run)
      throws OrtException {
    Map<String, OnnxValue> pinned = new LinkedHashMap<>();
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
    } catch (OrtException | RuntimeException e) {
      pinned.values().forEach(OnnxValue::close);
      throw e;
    }
    return new Outputs(List.copyOf(names), pinned, values);
  }

  @Override
  public List<Long> inputShape() {
    return inputs.get(0).shape();
  }

  @Override
  public long volume() {
    return inputs.stream().mapToLong(Input::count).sum();
  }

  @Override
  public void setInput(float[] values) {
    requireOpen();
    if (values.length != volume()) {
      throw new IllegalArgumentException(
          "the inputs of %s have shapes %s, that are %d values, got %d"
              .formatted(
                  name, inputs.stream().map(Input::shape).toList(), volume(), values.length));
    }
    int from = 0;
    try {
      for (Input input : inputs) {
        int offset = from;
        OnnxTensor made = input.tensor(environment, i -> values[offset + i]);
        OnnxTensor before = tensors.put(input.name(), made);
        if (before != null) {
          before.close();
        }
        from += input.count();
      }
    } catch (OrtException e) {
      throw failed(e);
    }
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
    return session.run(tensors, outputs.others(), outputs.pinned());
  }

  private HardwareException failed(OrtException e) {
    return new ModelRefusedException(
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
    tensors.values().forEach(OnnxTensor::close);
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
