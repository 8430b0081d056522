package io.paretune.search.sampler;

import io.paretune.search.space.Assignment;
import io.paretune.search.trial.StudyView;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Uniform in the unit cube: the baseline that every other sampler has to beat. */
public final class RandomSampler implements Sampler {

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    RandomGenerator random = RandomStreams.of(view.definition().seed(), trialNumber, name());
    return Deduplication.anywhere(view, random);
  }
}
