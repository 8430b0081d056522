package io.paretune.experiments.spec;

import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.pruner.MedianPruner;
import io.paretune.search.pruner.Pruner;
import java.util.List;

/** A pruner as an experiment file names it. */
public sealed interface PrunerSpec {

  /** The pruner. */
  Pruner make();

  /** Nothing is pruned. */
  record Never() implements PrunerSpec {
    @Override
    public Pruner make() {
      return Pruner.never();
    }
  }

  /**
   * By the median of the others.
   *
   * @param pruner with its settings
   */
  record Median(MedianPruner pruner) implements PrunerSpec {
    @Override
    public Pruner make() {
      return pruner;
    }
  }

  /** Names that a file may use. */
  List<String> NAMES = List.of("never", "median");

  /** What stands under the key {@code pruner}: a name, or a section with a name and settings. */
  static PrunerSpec read(YamlSection experiment) {
    if (!experiment.has("pruner")) {
      return new Never();
    }
    if (!experiment.isSection("pruner")) {
      return experiment.name("pruner", NAMES).equals("never")
          ? new Never()
          : new Median(MedianPruner.defaults());
    }
    YamlSection section = experiment.section("pruner").orElseThrow();
    if (section.name("name", NAMES).equals("never")) {
      section.only(List.of("name"));
      return new Never();
    }
    section.only(List.of("name", "startup-trials", "warm-up-epochs"));
    MedianPruner usual = MedianPruner.defaults();
    return new Median(
        new MedianPruner(
            (int) section.whole("startup-trials", 1, 1_000_000, usual.startupTrials()),
            (int) section.whole("warm-up-epochs", 0, 1_000_000, usual.warmupSteps())));
  }
}
