package io.paretune.hardware.meter;

import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.RuntimeKind;
import io.paretune.hardware.runtime.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures a network by two runtimes, where its files for both lie side by side under one name, and
 * takes the faster. The file that is asked for may be either; if it is alone, it is measured by its
 * own runtime.
 */
public final class FastestRuntimeMeter implements Meter {
  private final Meter onnx;
  private final Meter torch;
  private final Supplier<Fingerprint> both;
  private @Nullable Fingerprint machine;

  /**
   * A meter over two.
   *
   * @param onnx of ONNX Runtime; closed with this one, as the other
   * @param torch of PyTorch
   * @param both the machine with both runtimes, asked for once
   */
  public FastestRuntimeMeter(Meter onnx, Meter torch, Supplier<Fingerprint> both) {
    this.onnx = onnx;
    this.torch = torch;
    this.both = both;
  }

  @Override
  public synchronized MeasuredLatency measure(Path model, ModelInput input) {
    RuntimeChoice choice = choice(model, input);
    if (machine == null) {
      machine = both.get();
    }
    return new MeasuredLatency(choice.latency(), machine, Optional.of(choice));
  }

  private RuntimeChoice choice(Path model, ModelInput input) {
    Path network = ModelFile.ONNX.beside(model);
    Path script = ModelFile.TORCHSCRIPT.beside(model);
    boolean named = model.equals(network) || model.equals(script);
    if (!named) {
      throw new ModelRefusedException(
          "a profile with runtime: auto tells files apart by their names, which must end with "
              + ModelFile.ONNX.ending()
              + " or "
              + ModelFile.TORCHSCRIPT.ending()
              + ", got "
              + model);
    }
    if (!model.equals(network) && !Files.exists(network)) {
      return RuntimeChoice.only(
          RuntimeKind.PYTORCH, script, torch.measure(script, input).latency(), network);
    }
    if (!model.equals(script) && !Files.exists(script)) {
      return RuntimeChoice.only(
          RuntimeKind.ONNXRUNTIME, network, onnx.measure(network, input).latency(), script);
    }
    return RuntimeChoice.faster(
        RuntimeKind.ONNXRUNTIME,
        network,
        onnx.measure(network, input).latency(),
        RuntimeKind.PYTORCH,
        script,
        torch.measure(script, input).latency());
  }

  @Override
  public void close() {
    try {
      onnx.close();
    } finally {
      torch.close();
    }
  }
}
