package io.paretune.experiments.compress;

import io.paretune.experiments.run.ExperimentFile;
import java.nio.file.Path;

/**
 * A model whose blocks are looked at one by one, and data that it knows.
 *
 * @param model an ONNX file
 * @param data an embedded data set's name, a directory or a YAML file that says what is what
 * @param profile name of a hardware profile, or a YAML file
 */
public record SensitivityRequest(Path model, String data, String profile) {

  /** The experiment that names them, so that they are read as any experiment's. */
  public ExperimentFile experiment() {
    String text =
        """
        name: sensitivity
        model: %s
        data: %s
        hardware: %s
        objectives: [{metric: accuracy, direction: maximize}]
        compression: {bits: [32, 8]}
        budget: {trials: 1}
        """
            .formatted(
                CompressionRequest.quoted(model.toAbsolutePath().normalize().toString()),
                CompressionRequest.quoted(data),
                CompressionRequest.quoted(profile));
    return new ExperimentFile("paretune sensitivity " + model, text, Path.of("").toAbsolutePath());
  }
}
