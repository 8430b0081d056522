package io.paretune.evaluators.trial;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.search.space.Real;
import io.paretune.search.space.Tunable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The smallest search that has everything: 8x8 digits, networks of one stage, one epoch. */
public final class DigitsTask {
  public static final DataSpec DATA = DataSpec.of("digits");

  private DigitsTask() {}

  public static TrialSpec task(Optional<Distillation> distillation) {
    return task(
        distillation,
        CompressionSpace.defaults().withPruning(List.of(0.0, 0.5)),
        HardwareProfiles.named("cpu-1-thread"));
  }

  public static TrialSpec task(
      Optional<Distillation> distillation, CompressionSpace compression, HardwareProfile profile) {
    return task(distillation, compression, profile, false);
  }

  /** Without a teacher, with a latency. */
  public static TrialSpec timed(CompressionSpace compression, HardwareProfile profile) {
    return task(Optional.empty(), compression, profile, true);
  }

  private static TrialSpec task(
      Optional<Distillation> distillation,
      CompressionSpace compression,
      HardwareProfile profile,
      boolean latencyWanted) {
    return new TrialSpec(
        DATA,
        new Architecture(
            Families.standard().named("resnet"),
            Map.of(
                "stages", List.of(1),
                "width", List.of(8, 16),
                "depth", List.of(1, 2),
                "kernel", List.of(3))),
        compression,
        new Schedule(TrainingSpace.fixed(training(1)), 1, 64, distillation, new Device.Cpu()),
        Measuring.of(profile, latencyWanted ? Set.of(Metrics.LATENCY) : Set.of()));
  }

  public static Distillation distillation() {
    return Distillation.soft(
        Tunable.real("distillation.temperature", new Real(1, 8, 0)),
        Tunable.real("distillation.alpha", new Real(0, 0.9, 0)),
        new TeacherSource.Largest(training(1)));
  }

  private static TrainingSettings training(int epochs) {
    return TrainingSettings.defaults().withEpochs(epochs).withBatchSize(64);
  }
}
