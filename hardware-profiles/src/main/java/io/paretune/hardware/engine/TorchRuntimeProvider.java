package io.paretune.hardware.engine;

import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.torch.TorchEngine;
import io.paretune.hardware.runtime.torch.TorchRuntime;
import io.paretune.hardware.spi.RuntimeProvider;

/** PyTorch, on TorchScript files; its threads are fixed for a whole process. */
final class TorchRuntimeProvider implements RuntimeProvider {

  @Override
  public int api() {
    return API;
  }

  @Override
  public String name() {
    return Engine.PYTORCH.name();
  }

  @Override
  public ModelFormat format() {
    return ModelFormat.TORCHSCRIPT;
  }

  @Override
  public Precision halfPrecision(Device device) {
    return device instanceof Device.Cpu ? Precision.BFLOAT16 : Precision.FLOAT16;
  }

  @Override
  public InferenceRuntime start(HardwareProfile profile) {
    return TorchRuntime.create(profile);
  }

  @Override
  public Fingerprint machine(HardwareProfile profile) {
    return TorchRuntime.machine(profile.device());
  }

  @Override
  public boolean fitsThisProcess(HardwareProfile profile) {
    return !TorchEngine.needsAnotherProcess(profile);
  }
}
