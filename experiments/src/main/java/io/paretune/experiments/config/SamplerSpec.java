package io.paretune.experiments.config;

import io.paretune.hardware.yaml.Nearest;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.sampler.GridSampler;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SobolSampler;
import io.paretune.search.sampler.auto.Auto;
import io.paretune.search.sampler.auto.StudyHints;
import io.paretune.search.sampler.cmaes.CmaEs;
import io.paretune.search.sampler.evolution.AgingEvolution;
import io.paretune.search.sampler.evolution.GeneticSettings;
import io.paretune.search.sampler.evolution.Nsga2;
import io.paretune.search.sampler.evolution.Nsga3;
import io.paretune.search.sampler.gp.GpSampler;
import io.paretune.search.sampler.surrogate.SurrogateEvolution;
import io.paretune.search.sampler.tpe.Tpe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A sampler as an experiment file or a command line names it.
 *
 * @param name one of {@link #NAMES}
 * @param maker makes a fresh sampler
 */
public record SamplerSpec(String name, Supplier<Sampler> maker) {

  /** A kind of sampler: the keys that a file may give, and what they make. */
  private record Kind(
      List<String> keys,
      Supplier<Sampler> usual,
      Function<YamlSection, Supplier<Sampler>> configured) {

    static Kind withoutSettings(Supplier<Sampler> usual) {
      return new Kind(List.of(), usual, section -> usual);
    }
  }

  private static final List<String> VARIATION =
      List.of(
          "population",
          "crossover-probability",
          "crossover-eta",
          "mutations-per-child",
          "mutation-eta");

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("auto", Kind.withoutSettings(() -> new Auto(StudyHints.unknown())));
    KINDS.put(
        "surrogate",
        new Kind(
            List.of("startup-trials", "share", "training"),
            () -> new SurrogateEvolution(SurrogateEvolution.Settings.defaults()),
            SamplerSpec::surrogate));
    KINDS.put(
        "nsga2", new Kind(VARIATION, () -> new Nsga2(GeneticSettings.nsga2()), SamplerSpec::nsga2));
    KINDS.put(
        "nsga3", new Kind(VARIATION, () -> new Nsga3(GeneticSettings.nsga3()), SamplerSpec::nsga3));
    KINDS.put(
        "aging-evolution",
        new Kind(
            List.of("population", "tournament", "mutation-eta"),
            () -> new AgingEvolution(AgingEvolution.Settings.defaults()),
            SamplerSpec::agingEvolution));
    KINDS.put("sobol", Kind.withoutSettings(SobolSampler::new));
    KINDS.put(
        "grid",
        new Kind(
            List.of("points-per-real"),
            () -> new GridSampler(GridSampler.Settings.defaults()),
            SamplerSpec::grid));
    KINDS.put(
        "tpe",
        new Kind(
            List.of("startup-trials", "candidates", "good-share", "most-good"),
            () -> new Tpe(Tpe.Settings.defaults()),
            SamplerSpec::tpe));
    KINDS.put(
        "cma-es",
        new Kind(
            List.of("sigma", "lambda"),
            () -> new CmaEs(CmaEs.Settings.defaults()),
            SamplerSpec::cmaEs));
    KINDS.put(
        "gp",
        new Kind(
            List.of("startup-trials", "points", "candidates"),
            () -> new GpSampler(GpSampler.Settings.defaults()),
            SamplerSpec::gaussian));
    KINDS.put("random", Kind.withoutSettings(RandomSampler::new));
  }

  /** Names that a file or a command line may use. */
  public static final List<String> NAMES = List.copyOf(KINDS.keySet());

  /** What searches when nothing is said. */
  public static final String DEFAULT = "auto";

  /** A fresh sampler. */
  public Sampler make() {
    return maker.get();
  }

  /** A fresh sampler for a study of which something is known. */
  public Sampler make(StudyHints hints) {
    return name.equals(DEFAULT) ? new Auto(hints) : make();
  }

  /**
   * A sampler with its usual settings.
   *
   * @throws IllegalArgumentException if the name is not one of {@link #NAMES}
   */
  public static SamplerSpec named(String name) {
    return new SamplerSpec(name, kind(name).usual());
  }

  /**
   * A sampler with settings from a command line.
   *
   * @param settings as an experiment file's section gives them, by key
   * @param source where they were given, for messages
   * @throws IllegalArgumentException if the name, a key or a value is not sound
   */
  public static SamplerSpec configured(String name, Map<String, String> settings, String source) {
    kind(name);
    StringBuilder section = new StringBuilder("sampler:\n  name: " + name + "\n");
    settings.forEach((key, value) -> section.append("  " + key + ": " + value + "\n"));
    return read(YamlSection.read(source, "a sampler", section.toString(), List.of("sampler")));
  }

  private static Kind kind(String name) {
    Kind kind = KINDS.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "a sampler must be one of "
              + String.join(", ", NAMES)
              + ", got '"
              + name
              + "'"
              + Nearest.hint(name, NAMES));
    }
    return kind;
  }

  /** What stands under the key {@code sampler}: a name, or a section with a name and settings. */
  static SamplerSpec read(YamlSection experiment) {
    if (!experiment.has("sampler")) {
      return named(DEFAULT);
    }
    if (!experiment.isSection("sampler")) {
      return named(experiment.name("sampler", NAMES));
    }
    YamlSection section = experiment.section("sampler").orElseThrow();
    String name = section.name("name", NAMES);
    Kind kind = kind(name);
    List<String> keys = new ArrayList<>(List.of("name"));
    keys.addAll(kind.keys());
    section.only(keys);
    return new SamplerSpec(name, section.made(() -> kind.configured().apply(section)));
  }

  private static Supplier<Sampler> surrogate(YamlSection section) {
    SurrogateEvolution.Settings usual = SurrogateEvolution.Settings.defaults();
    SurrogateEvolution.Settings settings =
        new SurrogateEvolution.Settings(
            (int) section.whole("startup-trials", 4, 100_000, usual.startupTrials()),
            section.real("share", 0, 1, usual.share()),
            (int) section.whole("training", 50, 5_000, usual.training()));
    return () -> new SurrogateEvolution(settings);
  }

  private static Supplier<Sampler> nsga2(YamlSection section) {
    GeneticSettings settings = genetic(section, GeneticSettings.nsga2());
    return () -> new Nsga2(settings);
  }

  private static Supplier<Sampler> nsga3(YamlSection section) {
    GeneticSettings settings = genetic(section, GeneticSettings.nsga3());
    return () -> new Nsga3(settings);
  }

  private static GeneticSettings genetic(YamlSection section, GeneticSettings usual) {
    return new GeneticSettings(
        (int) section.whole("population", 4, 100_000, usual.population()),
        section.real("crossover-probability", 0, 1, usual.crossoverProbability()),
        section.real("crossover-eta", 0, 1000, usual.crossoverEta()),
        section.real("mutations-per-child", 0, 1000, usual.mutationsPerChild()),
        section.real("mutation-eta", 0, 1000, usual.mutationEta()));
  }

  private static Supplier<Sampler> agingEvolution(YamlSection section) {
    AgingEvolution.Settings usual = AgingEvolution.Settings.defaults();
    long population = section.whole("population", 2, 100_000, usual.population());
    AgingEvolution.Settings settings =
        new AgingEvolution.Settings(
            (int) population,
            (int)
                section.whole(
                    "tournament", 1, population, Math.min(population, usual.tournament())),
            section.real("mutation-eta", 0, 1000, usual.mutationEta()));
    return () -> new AgingEvolution(settings);
  }

  private static Supplier<Sampler> grid(YamlSection section) {
    GridSampler.Settings settings =
        new GridSampler.Settings(
            (int)
                section.whole(
                    "points-per-real",
                    1,
                    1_000_000,
                    GridSampler.Settings.defaults().pointsPerReal()));
    return () -> new GridSampler(settings);
  }

  private static Supplier<Sampler> tpe(YamlSection section) {
    Tpe.Settings usual = Tpe.Settings.defaults();
    Tpe.Settings settings =
        new Tpe.Settings(
            (int) section.whole("startup-trials", 1, 1_000_000, usual.startupTrials()),
            (int) section.whole("candidates", 1, 100_000, usual.candidates()),
            section.real("good-share", 0, 1, usual.goodShare()),
            (int) section.whole("most-good", 1, 128, usual.mostGood()));
    return () -> new Tpe(settings);
  }

  private static Supplier<Sampler> cmaEs(YamlSection section) {
    CmaEs.Settings usual = CmaEs.Settings.defaults();
    CmaEs.Settings settings =
        new CmaEs.Settings(
            section.real("sigma", 0, 1, usual.sigma()),
            (int) section.whole("lambda", 4, 100_000, usual.lambda()));
    return () -> new CmaEs(settings);
  }

  private static Supplier<Sampler> gaussian(YamlSection section) {
    GpSampler.Settings usual = GpSampler.Settings.defaults();
    GpSampler.Settings settings =
        new GpSampler.Settings(
            (int) section.whole("startup-trials", 2, 100_000, usual.startupTrials()),
            (int) section.whole("points", 20, 2000, usual.points()),
            (int) section.whole("candidates", 16, 100_000, usual.candidates()));
    return () -> new GpSampler(settings);
  }
}
