package io.paretune.experiments.run.phase;

import io.paretune.experiments.run.Run;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.Objective;
import java.util.List;

/** Trials of a phase: given ones and no others, remembered as long as the phase lasts. */
final class PhaseStudy {

  private PhaseStudy() {}

  /**
   * A study that evaluates these points in this order.
   *
   * @param points repetitions are evaluated as often as they are there
   */
  static Study<Assignment> of(
      Run run, String phase, List<Objective> objectives, List<Assignment> points) {
    StudyBuilder<Assignment> builder =
        Study.of(run.evaluation().space())
            .name(run.spec().name() + "-" + phase)
            .seed(run.spec().seed())
            .sampler(new RandomSampler())
            .allowRepeats();
    objectives.forEach(builder::objective);
    Study<Assignment> study = builder.start();
    points.forEach(study::enqueue);
    return study;
  }
}
