package example;

import io.paretune.search.pruner.Pruner;
import io.paretune.search.spi.Provider;
import io.paretune.search.spi.PrunerProvider;
import io.paretune.search.spi.Settings;
import io.paretune.search.trial.Verdict;
import java.util.List;
import java.util.function.Supplier;

/** {@code pruner: {name: deadline, steps: 2}}: no trial reports more often than that. */
public final class Deadline implements PrunerProvider {

  @Override
  public int api() {
    return Provider.API;
  }

  @Override
  public String name() {
    return "deadline";
  }

  @Override
  public List<String> keys() {
    return List.of("steps");
  }

  @Override
  public Supplier<Pruner> read(Settings settings, Experiment experiment) {
    long steps = settings.whole("steps", 1L, 1_000_000L, 10L);
    return () ->
        (view, trial) ->
            trial.reports().size() >= steps && trial.number() % 2 == 1
                ? Verdict.prune("after " + trial.reports().size() + " steps")
                : Verdict.keep();
  }
}
