package io.paretune.experiments.compress;

import io.paretune.evaluators.task.Task;
import io.paretune.experiments.run.directory.ExperimentFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A model whose blocks are looked at one by one, and data that it knows.
 *
 * @param model an ONNX file
 * @param data an embedded data set's name, a directory or a YAML file that says what is what
 * @param task what the model answers
 * @param profile name of a hardware profile, or a YAML file
 * @param techniques of plug-ins, as {@code compression} has them: {@code NAME: {...}}
 */
public record SensitivityRequest(
    Path model, String data, Task task, String profile, List<String> techniques) {

  /** Copies the list. */
  public SensitivityRequest {
    techniques = List.copyOf(techniques);
  }

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
        budget: {trials: 1}
        compression:
          bits: [32, 8]
        %s\
        """
            .formatted(
                CompressionRequest.quoted(model.toAbsolutePath().normalize().toString()),
                CompressionRequest.quoted(data),
                CompressionRequest.yaml(task),
                CompressionRequest.quoted(profile),
                task.reported().name(),
                techniques.stream()
                    .map(technique -> "  " + technique + "\n")
                    .collect(Collectors.joining()));
    return new ExperimentFile("paretune sensitivity " + model, text, Path.of("").toAbsolutePath());
  }
}
