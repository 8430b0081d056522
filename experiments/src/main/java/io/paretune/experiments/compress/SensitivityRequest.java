package io.paretune.experiments.compress;

import io.paretune.evaluators.task.Task;
import io.paretune.experiments.run.directory.ExperimentFile;
import java.nio.file.Path;

/**
 * A model whose blocks are looked at one by one, and data that it knows.
 *
 * @param model an ONNX file
 * @param data an embedded data set's name, a directory or a YAML file that says what is what
 * @param task what the model answers
 * @param profile name of a hardware profile, or a YAML file
 */
public record SensitivityRequest(Path model, String data, Task task, String profile) {

  /** The experiment that names them, so that they are read as any experiment's. */
  public ExperimentFile experiment() {
    String text =
        """
        name: sensitivity
        model: %s
        data: %s
        task: %s
        hardware: %s
        objectives: [{metric: %s}]
        compression: {bits: [32, 8]}
        budget: {trials: 1}
        """
            .formatted(
                CompressionRequest.quoted(model.toAbsolutePath().normalize().toString()),
                CompressionRequest.quoted(data),
                task.name(),
                CompressionRequest.quoted(profile),
                task.reported().name());
    return new ExperimentFile("paretune sensitivity " + model, text, Path.of("").toAbsolutePath());
  }
}
