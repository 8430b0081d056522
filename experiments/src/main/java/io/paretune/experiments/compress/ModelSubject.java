package io.paretune.experiments.compress;

import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Task;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model that somebody brings.
 *
 * @param model an ONNX file
 * @param data an embedded data set's name, a directory or a YAML file that says what is what
 * @param task what the model answers
 * @param profile name of a hardware profile, or a YAML file
 */
public record ModelSubject(Path model, String data, Task task, String profile) {

  /** Whether the model reads ids of tokens. */
  boolean readsTexts() {
    return OnnxImport.readsTexts(model);
  }

  /** As an experiment file has them. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model", model.toAbsolutePath().normalize().toString());
    boolean said = data.endsWith(".yaml") || data.endsWith(".yml");
    values.put(
        "data", said ? data : ModelTexts.of(model).<Object>map(t -> t.data(data)).orElse(data));
    values.put("task", named(task));
    values.put("hardware", profile);
    return values;
  }

  private static Object named(Task task) {
    if (!(task instanceof BinaryClassification binary) || binary.positive().isEmpty()) {
      return task.name();
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("name", task.name());
    section.put("positive", binary.positive().get());
    return section;
  }
}
