package io.paretune.hardware.pin;

import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Pin;
import io.paretune.hardware.profile.RuntimeKind;

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
    if (profile.runtime() == RuntimeKind.PYTORCH && threads > 1) {
      // its other threads would follow the measuring one onto the same core
      return () -> Pinned.none("PyTorch's " + threads + " threads are left to the system");
    }
    return TasksetPinning.ofThisMachine(threads);
  }
}
