package io.paretune.hardware.engine;

import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.OnnxRuntime;
import io.paretune.hardware.spi.RuntimeProvider;

/** ONNX Runtime, on ONNX files; its kernels widen halves of 32 bits before they compute. */
final class OnnxRuntimeProvider implements RuntimeProvider {

  @Override
  public int api() {
    return API;
  }

  @Override
  public String name() {
    return Engine.ONNX_RUNTIME.name();
  }

  @Override
  public ModelFormat format() {
    return ModelFormat.ONNX;
  }

  @Override
  public InferenceRuntime start(HardwareProfile profile) {
    return OnnxRuntime.create(profile.device());
  }

  @Override
  public boolean sharesProcess(Device device) {
    return device instanceof Device.Cpu;
  }
}
