package io.paretune.hardware.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.gpu.NvidiaDriver;
import io.paretune.hardware.profile.Device;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What ONNX Runtime computes with: an execution provider, as it calls them. */
public enum OnnxProvider {
  /** The processor's kernels. */
  CPU("") {
    @Override
    public void add(SessionOptions options, Device device) {
      // always there
    }
  },
  /** CUDA's kernels; the processor's for operators that it lacks. */
  CUDA(" (CUDA)") {
    @Override
    public void add(SessionOptions options, Device device) throws OrtException {
      options.addCUDA(index(device));
    }
  },
  /** TensorRT's engines, which are built as a file is loaded; CUDA's kernels for the rest. */
  TENSORRT(" (TensorRT)") {
    @Override
    public void add(SessionOptions options, Device device) throws OrtException {
      options.addTensorrt(index(device));
      options.addCUDA(index(device));
    }
  };

  private static final Logger LOG = LoggerFactory.getLogger(OnnxProvider.class);

  private final String suffix;

  OnnxProvider(String suffix) {
    this.suffix = suffix;
  }

  /** Registers it with a session to be. */
  public abstract void add(SessionOptions options, Device device) throws OrtException;

  /** What a version adds to its number, so that figures of different providers are kept apart. */
  String suffix() {
    return suffix;
  }

  /**
   * The best one that works on a device.
   *
   * @throws HardwareException if there is none
   */
  public static OnnxProvider of(OrtEnvironment environment, Device device) {
    return device instanceof Device.Cpu
        ? CPU
        : best(
            device,
            OrtEnvironment.getAvailableProviders(),
            (wanted) -> tryOut(environment, wanted, device));
  }

  /** As {@link #of}, of an engine that holds these providers. */
  static OnnxProvider best(Device device, Set<OrtProvider> built, Trial trial) {
    if (!built.contains(OrtProvider.CUDA)) {
      throw new HardwareException(
          "device "
              + device.text()
              + " needs the CUDA provider of ONNX Runtime, which this build does not hold; build"
              + " Paretune with -Pgpu on a machine with an NVIDIA GPU, or use device: cpu");
    }
    if (built.contains(OrtProvider.TENSOR_RT)) {
      try {
        trial.run(TENSORRT);
        return TENSORRT;
      } catch (OrtException notInstalled) {
        LOG.info("TensorRT is not used: {}", OnnxRuntime.oneLine(notInstalled));
      }
    }
    try {
      trial.run(CUDA);
      return CUDA;
    } catch (OrtException unusable) {
      throw new HardwareException(
          "device "
              + device.text()
              + " cannot be used by ONNX Runtime: "
              + OnnxRuntime.oneLine(unusable)
              + "; it needs an NVIDIA driver, CUDA 12 and cuDNN 9, or use device: cpu",
          unusable);
    }
  }

  /** The libraries are loaded when the first session asks for them. */
  private static void tryOut(OrtEnvironment environment, OnnxProvider wanted, Device device)
      throws OrtException {
    // says in words what the engine would say in addresses
    NvidiaDriver.ofThisMachine().gpu(index(device));
    try (SessionOptions options = new SessionOptions()) {
      wanted.add(options, device);
      try (OrtSession session =
          environment.createSession(ReferenceNetwork.bytes(ModelFormat.ONNX), options)) {
        session.getNumInputs();
      }
    }
  }

  private static int index(Device device) {
    if (device instanceof Device.Cuda cuda) {
      return cuda.index();
    }
    throw new IllegalArgumentException("a GPU's provider needs a GPU, got " + device.text());
  }

  /** Opens a session with a provider, or fails. */
  @FunctionalInterface
  interface Trial {
    void run(OnnxProvider provider) throws OrtException;
  }
}
