package io.paretune.hardware.runtime.torch;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.OnnxRuntime;
import io.paretune.hardware.runtime.TorchArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out on what size of input a file runs that may not tell it itself. */
public final class ExampleSize {
  private ExampleSize() {}

  /**
   * The profile with the size that a file needs: the profile's own; for TorchScript else what the
   * file tells, else what the ONNX file of the same name beside it declares. The same profile where
   * none is needed or none can be found.
   *
   * @throws HardwareException if the file is none that the profile's engine runs
   */
  public static HardwareProfile known(HardwareProfile profile, Path model) {
    if (profile.deployment().format() != ModelFormat.TORCHSCRIPT || profile.input().isPresent()) {
      return profile;
    }
    return TorchArchive.read(readable(model))
        .input()
        .or(() -> beside(model))
        .map(profile::withInput)
        .orElse(profile);
  }

  private static Optional<InputSize> beside(Path model) {
    Path onnx = ModelFormat.ONNX.beside(model);
    return !onnx.equals(model) && Files.isRegularFile(onnx)
        ? OnnxRuntime.inputSize(onnx)
        : Optional.empty();
  }

  static Path readable(Path model) {
    if (!Files.isRegularFile(model) || !Files.isReadable(model)) {
      throw new HardwareException("the model " + model + " is not a readable file");
    }
    return model;
  }
}
