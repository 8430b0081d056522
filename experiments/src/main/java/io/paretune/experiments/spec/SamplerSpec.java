package io.paretune.experiments.spec;

import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.sampler.Nsga2;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import java.util.List;

/** A sampler as an experiment file names it. */
public sealed interface SamplerSpec {

  /** A fresh sampler. */
  Sampler make();

  /** Uniformly at random. */
  record Random() implements SamplerSpec {
    @Override
    public Sampler make() {
      return new RandomSampler();
    }
  }

  /**
   * NSGA-II.
   *
   * @param settings how it searches
   */
  record Evolution(Nsga2.Settings settings) implements SamplerSpec {
    @Override
    public Sampler make() {
      return new Nsga2(settings);
    }
  }

  /** Names that a file may use. */
  List<String> NAMES = List.of("nsga2", "random");

  /** What stands under the key {@code sampler}: a name, or a section with a name and settings. */
  static SamplerSpec read(YamlSection experiment) {
    if (!experiment.has("sampler")) {
      return new Evolution(Nsga2.Settings.defaults());
    }
    if (!experiment.isSection("sampler")) {
      return experiment.name("sampler", NAMES).equals("random")
          ? new Random()
          : new Evolution(Nsga2.Settings.defaults());
    }
    YamlSection section = experiment.section("sampler").orElseThrow();
    if (section.name("name", NAMES).equals("random")) {
      section.only(List.of("name"));
      return new Random();
    }
    section.only(
        List.of(
            "name",
            "population",
            "crossover-probability",
            "crossover-eta",
            "mutations-per-child",
            "mutation-eta"));
    Nsga2.Settings usual = Nsga2.Settings.defaults();
    return section.made(
        () ->
            new Evolution(
                new Nsga2.Settings(
                    (int) section.whole("population", 4, 100_000, usual.population()),
                    section.real("crossover-probability", 0, 1, usual.crossoverProbability()),
                    section.real("crossover-eta", 0, 1000, usual.crossoverEta()),
                    section.real("mutations-per-child", 0, 1000, usual.mutationsPerChild()),
                    section.real("mutation-eta", 0, 1000, usual.mutationEta()))));
  }
}
