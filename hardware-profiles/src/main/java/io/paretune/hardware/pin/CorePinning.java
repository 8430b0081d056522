package io.paretune.hardware.pin;

import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Pin;

/** Binds the calling thread for the length of an attempt. Implementations are thread-safe. */
@FunctionalInterface
public interface CorePinning {

  /** Binds the calling thread, or says why not. Never throws: a figure may be taken unbound. */
  Pinned pin();

  /** How a profile wants it, on this machine. */
  static CorePinning of(HardwareProfile profile) {
    if (profile.pin() == Pin.NONE) {
      return () -> Pinned.none("the profile asks for none");
    }
    int threads = profile.threadCount();
    Engine engine = profile.deployment().engine();
    if (!engine.equals(Engine.ONNX_RUNTIME) && threads > 1) {
      // the other threads would follow the measuring one onto the same core, but for those of ONNX
      // Runtime, which are bound to cores of their own
      return () ->
          Pinned.none("the " + threads + " threads of " + engine + " are left to the system");
    }
    return TasksetPinning.ofThisMachine(threads);
  }
}
