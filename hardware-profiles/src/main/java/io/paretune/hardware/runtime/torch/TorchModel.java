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
  private final Shape shape;
  private final NDManager host;
  private final ParameterStore parameters;
  private NDArray input;
  private NDList outputs = new NDList();
  private boolean ran;
  private boolean closed;

  private TorchModel(String name, Model model, Device device, Shape shape) {
    this.name = name;
    this.model = model;
    this.device = device;
    this.shape = shape;
    this.host = model.getNDManager().newSubManager(Device.cpu());
    this.parameters = new ParameterStore(model.getNDManager(), false);
    this.input = host.create(FloatBuffer.wrap(PseudoRandom.values(elements())), shape);
  }

  /** Takes ownership of the model if it returns, not if it throws. */
  static TorchModel allocate(String name, Model model, Device device, InputSize size, int batch) {
    long[] axes =
        LongStream.concat(LongStream.of(batch), size.axes().stream().mapToLong(Long::longValue))
            .toArray();
    LoadedModel.elements(name, axes);
    TorchModel loaded = new TorchModel(name, model, device, new Shape(axes));
    loaded.run();
    loaded.requireUsableOutputs();
    loaded.ran = false;
    return loaded;
  }

  private int elements() {
    return Math.toIntExact(shape.size());
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
      if (axes.length == 0 || axes[0] != shape.get(0)) {
        throw new HardwareException(
            "the model "
                + name
                + " gives an output of shape "
                + Arrays.toString(axes)
                + " for a batch of "
                + shape.get(0)
                + "; it was traced for a fixed batch, export it again with an open one");
      }
    }
    if (outputs.isEmpty()) {
      throw new HardwareException("the model " + name + " gives no output");
    }
  }

  @Override
  public List<Long> inputShape() {
    return Arrays.stream(shape.getShape()).boxed().toList();
  }

  @Override
  public void setInput(float[] values) {
    requireOpen();
    if (values.length != elements()) {
      throw new IllegalArgumentException(
          "the input of "
              + name
              + " has shape "
              + inputShape()
              + ", that is "
              + elements()
              + " values, got "
              + values.length);
    }
    input.close();
    input = host.create(FloatBuffer.wrap(values), shape);
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
        outputs = forward(input);
      }
    } catch (EngineException e) {
      throw new HardwareException(
          "PyTorch failed on the model " + name + ": " + TorchEngine.oneLine(e), e);
    }
    ran = true;
  }

  /** Reading a result back waits for all that the device was told to do before. */
  private void throughDevice() {
    try (NDArray there = input.toDevice(device, true);
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

  private NDList forward(NDArray array) {
    return model.getBlock().forward(parameters, new NDList(array), false);
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
