package io.paretune.experiments.config.network;

import io.paretune.evaluators.teacher.NetworkTeacher;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.trial.Distillation;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.Tunable;
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
    TunableReader reader = new TunableReader(section, "distillation.");
    Tunable<Double> temperature = reader.real("temperature", 0.1, 100, 4);
    Tunable<Double> alpha = reader.real("alpha", 0, 1, 0.5);
    Tunable<Double> beta = reader.real("beta", 0.001, 1000, 1);
    TeacherSource teacher = teacher(students);
    if (!section.has("kind")) {
      return Distillation.soft(temperature, alpha, teacher);
    }
    return OneOrMany.placed(
        section,
        "kind",
        () -> {
          Distillation read =
              new Distillation(temperature, alpha, teacher, Distillation.features(kinds()), beta);
          if (teacher instanceof TeacherSource.File source && !read.featureKinds().isEmpty()) {
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
    for (String label : OneOrMany.texts(section, "kind")) {
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
    List<String> keys = new ArrayList<>(TrainingReader.TEACHER_KEYS);
    keys.add(FILE);
    YamlSection teacher = section.section("teacher", keys).orElse(null);
    if (teacher == null) {
      return new TeacherSource.Largest(students);
    }
    if (!teacher.has(FILE)) {
      return new TeacherSource.Largest(TrainingReader.fixed(teacher, students));
    }
    for (String key : TrainingReader.TEACHER_KEYS) {
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
}
