package io.paretune.hardware.spi;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import java.nio.file.Path;

/**
 * An engine that hardware profiles can name: {@code runtime: NAME}. An implementation is public,
 * has a public constructor without arguments, and is listed under this interface's name in {@code
 * META-INF/services} (see {@link java.util.ServiceLoader}). Stateless; safe to share.
 */
public interface RuntimeProvider {

  /**
   * The version of this interface. A constant that the compiler copies into an implementation, so
   * that a jar tells which version it was compiled against.
   */
  int API = 1;

  /**
   * The version that the implementation was compiled against: {@code return RuntimeProvider.API;}.
   * One of another version is refused.
   */
  int api();

  /** The name in profiles, of lower-case letters, digits and hyphens. */
  String name();

  /** The format of the files that it runs. */
  ModelFormat format();

  /**
   * In what it computes blocks that are to have half of 32 bits; in 32 unless this is overridden.
   */
  default Precision halfPrecision(Device device) {
    return Precision.FLOAT32;
  }

  /** What a network is deployed as that this engine runs on a device. */
  default Deployment deployment(Device device) {
    return new Deployment(new Engine(name()), format(), halfPrecision(device));
  }

  /**
   * Starts the engine in this process, or joins the one that it already has.
   *
   * @throws HardwareException if it cannot do here what the profile asks for, with the reason
   */
  InferenceRuntime start(HardwareProfile profile);

  /**
   * Opens a file to find out what it answers, on batches of any size; not timed. By the engine that
   * ships for the format, unless this is overridden: to be done where answers may differ from that
   * one's by more than rounding.
   *
   * @param example the size of one, which a file need not tell
   * @throws HardwareException if the device cannot be used, or the file cannot be run
   */
  default BatchModel answering(Path model, InputSize example, Placement where) {
    return switch (format()) {
      case ONNX -> BatchModel.onnx(model, where);
      case TORCHSCRIPT -> BatchModel.torchScript(model, example, where);
    };
  }

  /**
   * The machine as {@link InferenceRuntime#machine} would tell it. To be overridden where an engine
   * can be started only once in a process: it is asked for in processes that measure nothing.
   *
   * @throws HardwareException if the profile cannot be had here
   */
  default Fingerprint machine(HardwareProfile profile) {
    return start(profile).machine();
  }

  /**
   * Whether the engine can measure in a process that does other things too. If not, which is so
   * unless this is overridden, a process of its own is started for it.
   */
  default boolean sharesProcess(Device device) {
    return false;
  }

  /** Whether this process, as it was started, can serve a profile; true unless overridden. */
  default boolean fitsThisProcess(HardwareProfile profile) {
    return true;
  }
}
