package example;

import io.paretune.search.sampler.Deduplication;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.spi.Provider;
import io.paretune.search.spi.SamplerProvider;
import io.paretune.search.spi.Settings;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** {@code sampler: {name: hill-climbing, step: 0.2}}: steps from a complete trial at random. */
public final class HillClimbing implements SamplerProvider {

  @Override
  public int api() {
    return Provider.API;
  }

  @Override
  public String name() {
    return "hill-climbing";
  }

  @Override
  public List<String> keys() {
    return List.of("step");
  }

  @Override
  public Function<StudyHints, Sampler> read(Settings settings) {
    double step = settings.real("step", 0.001, 1, 0.2);
    return hints -> new Climber(name(), step);
  }

  /** A pure function of view and trial number, as samplers are. */
  private record Climber(String name, double step) implements Sampler {

    @Override
    public Optional<Assignment> ask(StudyView view, long trialNumber) {
      RandomGenerator random = RandomStreams.of(view.definition().seed(), trialNumber, name);
      List<Trial> complete =
          view.trials().stream().filter(trial -> trial.state() == TrialState.COMPLETE).toList();
      if (complete.isEmpty()) {
        return Deduplication.anywhere(view, random);
      }
      Assignment from = complete.get(random.nextInt(complete.size())).assignment();
      return Deduplication.first(view, random, () -> near(view.definition().space(), from, random));
    }

    private Assignment near(SearchSpace space, Assignment from, RandomGenerator random) {
      double[] unit = space.toUnit(from);
      for (int i = 0; i < unit.length; i++) {
        unit[i] = Math.max(0, Math.min(1, unit[i] + step * random.nextGaussian()));
      }
      return space.fromUnit(unit);
    }
  }
}
