package io.paretune.experiments.config;

import io.paretune.evaluators.teacher.NetworkTeacher;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.trial.Distillation;
import io.paretune.evaluators.trial.Knob;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.Choice;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.Real;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The section {@code distillation} of an experiment file. */
final class DistillationReader {

  static final List<String> KEYS = List.of("temperature", "alpha", "kind", "beta", "teacher");

  private static final String FILE = "file";
  private static final List<String> LARGEST_KEYS =
      TaskReader.TRAINING_KEYS.stream()
          .filter(
              key ->
                  !key.equals("fine-tuning-epochs")
                      && !key.equals("augmentation")
                      && !key.equals("views"))
          .toList();

  private final YamlSection section;
  private final Path base;

  DistillationReader(YamlSection section, Path base) {
    this.section = section;
    this.base = base;
  }

  /**
   * Reads it.
   *
   * @param students how students are trained, which is how the largest network is unless said
   *     otherwise
   */
  Distillation read(TrainingSettings students) {
    Knob temperature = knob("temperature", "distillation.temperature", 0.1, 100, 4);
    Knob alpha = knob("alpha", "distillation.alpha", 0, 1, 0.5);
    Knob beta = knob("beta", Distillation.BETA, 0.001, 1000, 1);
    TeacherSource teacher = teacher(students);
    if (!section.has("kind")) {
      return Distillation.soft(temperature, alpha, teacher);
    }
    return Several.placed(
        section,
        "kind",
        () -> {
          Distillation read = new Distillation(temperature, alpha, teacher, kinds(), beta);
          if (teacher instanceof TeacherSource.File source && !read.hiddenKinds().isEmpty()) {
            NetworkTeacher.requireLegible(source.file());
          }
          return read;
        });
  }

  private List<Optional<FeatureLossKind>> kinds() {
    Map<String, Optional<FeatureLossKind>> byLabel = new LinkedHashMap<>();
    byLabel.put(Distillation.label(Optional.empty()), Optional.empty());
    for (FeatureLossKind kind : FeatureLossKind.values()) {
      byLabel.put(Distillation.label(Optional.of(kind)), Optional.of(kind));
    }
    List<Optional<FeatureLossKind>> kinds = new ArrayList<>();
    for (String label : Several.texts(section, "kind")) {
      Optional<FeatureLossKind> kind = byLabel.get(label);
      if (kind == null) {
        throw section.refuse(
            "kind",
            "'kind' must be one of %s, got '%s'"
                .formatted(String.join(", ", byLabel.keySet()), label));
      }
      kinds.add(kind);
    }
    return kinds;
  }

  private TeacherSource teacher(TrainingSettings students) {
    List<String> keys = new ArrayList<>(LARGEST_KEYS);
    keys.add(FILE);
    YamlSection teacher = section.section("teacher", keys).orElse(null);
    if (teacher == null) {
      return new TeacherSource.Largest(students);
    }
    if (!teacher.has(FILE)) {
      return new TeacherSource.Largest(TaskReader.training(teacher, students, false));
    }
    for (String key : LARGEST_KEYS) {
      if (teacher.has(key)) {
        throw teacher.refuse(
            key, "a teacher from a file is not trained, so it has no '" + key + "'");
      }
    }
    return teacher.parsed(
        FILE,
        name -> {
          Path file = base.resolve(name).normalize();
          if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + file);
          }
          return new TeacherSource.File(file);
        });
  }

  /** A number, a list to choose from, or a range {low, high} with an optional scale and step. */
  private Knob knob(String key, String name, double low, double high, double usual) {
    if (section.isSection(key)) {
      YamlSection range =
          section.section(key, List.of("low", "high", "step", "scale")).orElseThrow();
      double from = range.real("low", low, high);
      double to = range.real("high", low, high);
      boolean log = range.name("scale", List.of("linear", "log"), "linear").equals("log");
      if (log && range.has("step")) {
        throw range.refuse("step", "a logarithmic range has no step");
      }
      return range.made(
          () ->
              Knob.searched(
                  name,
                  log
                      ? new LogReal(from, to)
                      : new Real(from, to, range.real("step", 0, high - low, 0))));
    }
    if (section.isList(key)) {
      List<Double> values = Several.reals(section, key);
      for (double value : values) {
        if (value < low || value > high) {
          throw section.refuse(
              key,
              "'" + key + "' must hold numbers from " + low + " to " + high + ", got " + value);
        }
      }
      return values.size() == 1
          ? Knob.fixed(name, values.get(0))
          : section.made(() -> Knob.searched(name, Choice.of(values.toArray())));
    }
    return Knob.fixed(name, section.real(key, low, high, usual));
  }
}
