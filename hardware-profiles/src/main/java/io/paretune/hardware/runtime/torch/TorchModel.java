package io.paretune.hardware.runtime.torch;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.LoadedModel;
import io.paretune.hardware.runtime.PseudoRandom;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A TorchScript module with its input allocated; the outputs of the last run are kept. */
final class TorchModel implements LoadedModel {
  private final String name;
  private final Model model;
  private final Device device;
  private final List<Input> inputs;
  private final NDManager host;
  private final ParameterStore parameters;
  private NDList given;
  private NDList outputs = new NDList();
  private boolean ran;
  private boolean closed;

  /** One input: whole numbers and truth values are zeros and ones unless they are given. */
  private record Input(Shape shape, DataType type) {
    int count() {
      return Math.toIntExact(shape.size());
    }

    NDArray array(NDManager manager, float[] values, int from) {
      float[] own = Arrays.copyOfRange(values, from, from + count());
      return manager.create(FloatBuffer.wrap(own), shape).toType(type, false);
    }

    float[] random() {
      float[] values = PseudoRandom.values(count());
      for (int i = 0; i < values.length && type != DataType.FLOAT32; i++) {
        values[i] = Math.round(values[i]);
      }
      return values;
    }
  }

  private TorchModel(String name, Model model, Device device, List<Input> inputs) {
    this.name = name;
    this.model = model;
    this.device = device;
    this.inputs = inputs;
    this.host = model.getNDManager().newSubManager(Device.cpu());
    this.parameters = new ParameterStore(model.getNDManager(), false);
    this.given = new NDList();
    inputs.forEach(input -> given.add(input.array(host, input.random(), 0)));
  }

  /** Takes ownership of the model if it returns, not if it throws. */
  static TorchModel allocate(String name, Model model, Device device, InputSize size, int batch) {
    TorchModel loaded = new TorchModel(name, model, device, inputs(name, size, batch));
    loaded.run();
    loaded.requireUsableOutputs();
    loaded.ran = false;
    return loaded;
  }

  private static List<Input> inputs(String name, InputSize size, int batch) {
    if (size.named().isEmpty()) {
      return List.of(
          input(
              name,
              LongStream.concat(
                      LongStream.of(batch), size.axes().stream().mapToLong(Long::longValue))
                  .toArray(),
              DataType.FLOAT32));
    }
    return size.named().stream()
        .map(
            one ->
                input(
                    name,
                    one.axes().stream().mapToLong(Long::longValue).toArray(),
                    type(one.type().orElse("float32"))))
        .toList();
  }

  private static Input input(String name, long[] axes, DataType type) {
    LoadedModel.elements(name, axes);
    return new Input(new Shape(axes), type);
  }

  private static DataType type(String name) {
    return switch (name) {
      case "float32", "float" -> DataType.FLOAT32;
      case "float64", "double" -> DataType.FLOAT64;
      case "int64" -> DataType.INT64;
      case "int32" -> DataType.INT32;
      case "int8" -> DataType.INT8;
      case "uint8" -> DataType.UINT8;
      case "bool" -> DataType.BOOLEAN;
      default ->
          throw new HardwareException(
              "inputs may be float32, float64, int64, int32, int8, uint8 or bool, got '"
                  + name
                  + "'");
    };
  }

  private void requireUsableOutputs() {
    for (NDArray output : outputs) {
      if (output.getDataType() != DataType.FLOAT32) {
        throw new HardwareException(
            "the model "
                + name
                + " gives "
                + output.getDataType()
                + "; only float32 tensors can be measured");
      }
      long[] axes = output.getShape().getShape();
      long batch = inputs.get(0).shape().get(0);
      if (inputs.size() == 1 && (axes.length == 0 || axes[0] != batch)) {
        throw new HardwareException(
            "the model "
                + name
                + " gives an output of shape "
                + Arrays.toString(axes)
                + " for a batch of "
                + batch
                + "; it was traced for a fixed batch, export it again with an open one");
      }
    }
    if (outputs.isEmpty()) {
      throw new HardwareException("the model " + name + " gives no output");
    }
  }

  @Override
  public List<Long> inputShape() {
    return Arrays.stream(inputs.get(0).shape().getShape()).boxed().toList();
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
    given.close();
    given = new NDList();
    int from = 0;
    for (Input input : inputs) {
      given.add(input.array(host, values, from));
      from += input.count();
    }
    ran = false;
  }

  @Override
  public void run() {
    requireOpen();
    outputs.close();
    outputs = new NDList();
    try {
      if (device.isGpu()) {
        throughDevice();
      } else {
        outputs = forward(given);
      }
    } catch (EngineException e) {
      throw new ModelRefusedException(
          "PyTorch failed on the model " + name + ": " + TorchEngine.oneLine(e), e);
    }
    ran = true;
  }

  /** Reading a result back waits for all that the device was told to do before. */
  private void throughDevice() {
    try (NDList there = given.toDevice(device, true);
        NDList results = forward(there)) {
      List<NDArray> back = new ArrayList<>();
      for (NDArray result : results) {
        NDArray here = result.toDevice(Device.cpu(), true);
        here.attach(host);
        back.add(here);
      }
      outputs = new NDList(back);
    }
  }

  private NDList forward(NDList arrays) {
    return model.getBlock().forward(parameters, arrays, false);
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
    return outputs.stream().map(NDArray::toFloatArray).toList();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      outputs.close();
      host.close();
      model.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the model " + name + " is closed; load it again");
    }
  }
}
