package io.paretune.hardware.protocol;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.runtime.LoadedModel;
import java.util.List;

/** A network that runs a number of times and then no more. */
final class FailingModel implements LoadedModel {
  private final LoadedModel model;
  private int left;

  FailingModel(LoadedModel model, int runs) {
    this.model = model;
    this.left = runs;
  }

  @Override
  public List<Long> inputShape() {
    return model.inputShape();
  }

  @Override
  public void setInput(float[] values) {
    model.setInput(values);
  }

  @Override
  public void run() {
    if (left-- == 0) {
      throw new HardwareException("the runtime gave up");
    }
    model.run();
  }

  @Override
  public List<float[]> outputs() {
    return model.outputs();
  }

  @Override
  public float[] output() {
    return model.output();
  }

  @Override
  public void close() {
    model.close();
  }
}
