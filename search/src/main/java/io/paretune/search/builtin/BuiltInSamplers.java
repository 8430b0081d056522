package io.paretune.search.builtin;

import io.paretune.search.sampler.GridSampler;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SobolSampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.sampler.auto.Auto;
import io.paretune.search.sampler.cmaes.CmaEs;
import io.paretune.search.sampler.evolution.AgingEvolution;
import io.paretune.search.sampler.evolution.GeneticSettings;
import io.paretune.search.sampler.evolution.Nsga2;
import io.paretune.search.sampler.evolution.Nsga3;
import io.paretune.search.sampler.gp.GpSampler;
import io.paretune.search.sampler.reinforce.Reinforce;
import io.paretune.search.sampler.surrogate.SurrogateEvolution;
import io.paretune.search.sampler.tpe.Tpe;
import io.paretune.search.spi.Provider;
import io.paretune.search.spi.SamplerProvider;
import io.paretune.search.spi.Settings;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The samplers that ship with Paretune, the default first. */
public final class BuiltInSamplers {

  /** What searches when nothing is said. */
  public static final String DEFAULT = "auto";

  private static final List<String> VARIATION =
      List.of(
          "population",
          "crossover-probability",
          "crossover-eta",
          "mutations-per-child",
          "mutation-eta");

  private BuiltInSamplers() {}

  /** Makes samplers of what a file says. */
  @FunctionalInterface
  private interface Reading {
    Supplier<Sampler> read(Settings settings);
  }

  /** A sampler that needs no hints. */
  private record Kind(String name, List<String> keys, Reading reading) implements SamplerProvider {

    @Override
    public int api() {
      return Provider.API;
    }

    @Override
    public Function<StudyHints, Sampler> read(Settings settings) {
      Supplier<Sampler> maker = reading.read(settings);
      return hints -> maker.get();
    }
  }

  /** The one that goes by the study. */
  private record Automatic() implements SamplerProvider {

    @Override
    public int api() {
      return Provider.API;
    }

    @Override
    public String name() {
      return DEFAULT;
    }

    @Override
    public Function<StudyHints, Sampler> read(Settings settings) {
      return Auto::new;
    }
  }

  /** All of them, in the order in which messages list them. */
  public static List<SamplerProvider> all() {
    return List.of(
        new Automatic(),
        new Kind(
            "surrogate",
            List.of("startup-trials", "share", "training"),
            BuiltInSamplers::surrogate),
        new Kind("nsga2", VARIATION, BuiltInSamplers::nsga2),
        new Kind("nsga3", VARIATION, BuiltInSamplers::nsga3),
        new Kind(
            "aging-evolution",
            List.of("population", "tournament", "mutation-eta"),
            BuiltInSamplers::agingEvolution),
        new Kind(
            "reinforce",
            List.of("policies", "learning-rate", "entropy", "baseline-decay", "cells"),
            BuiltInSamplers::reinforce),
        new Kind("sobol", List.of(), settings -> SobolSampler::new),
        new Kind("grid", List.of("points-per-real"), BuiltInSamplers::grid),
        new Kind(
            "tpe",
            List.of("startup-trials", "candidates", "good-share", "most-good"),
            BuiltInSamplers::tpe),
        new Kind("cma-es", List.of("sigma", "lambda"), BuiltInSamplers::cmaEs),
        new Kind("gp", List.of("startup-trials", "points", "candidates"), BuiltInSamplers::gp),
        new Kind("random", List.of(), settings -> RandomSampler::new));
  }

  private static Supplier<Sampler> surrogate(Settings given) {
    SurrogateEvolution.Settings usual = SurrogateEvolution.Settings.defaults();
    SurrogateEvolution.Settings settings =
        new SurrogateEvolution.Settings(
            given.whole("startup-trials", 4, 100_000, usual.startupTrials()),
            given.real("share", 0, 1, usual.share()),
            given.whole("training", 50, 5_000, usual.training()));
    return () -> new SurrogateEvolution(settings);
  }

  private static Supplier<Sampler> nsga2(Settings given) {
    GeneticSettings settings = genetic(given, GeneticSettings.nsga2());
    return () -> new Nsga2(settings);
  }

  private static Supplier<Sampler> nsga3(Settings given) {
    GeneticSettings settings = genetic(given, GeneticSettings.nsga3());
    return () -> new Nsga3(settings);
  }

  private static GeneticSettings genetic(Settings given, GeneticSettings usual) {
    return new GeneticSettings(
        given.whole("population", 4, 100_000, usual.population()),
        given.real("crossover-probability", 0, 1, usual.crossoverProbability()),
        given.real("crossover-eta", 0, 1000, usual.crossoverEta()),
        given.real("mutations-per-child", 0, 1000, usual.mutationsPerChild()),
        given.real("mutation-eta", 0, 1000, usual.mutationEta()));
  }

  private static Supplier<Sampler> agingEvolution(Settings given) {
    AgingEvolution.Settings usual = AgingEvolution.Settings.defaults();
    int population = given.whole("population", 2, 100_000, usual.population());
    int tournament =
        given.whole("tournament", 1, population, Math.min(population, usual.tournament()));
    AgingEvolution.Settings settings =
        new AgingEvolution.Settings(
            population, tournament, given.real("mutation-eta", 0, 1000, usual.mutationEta()));
    return () -> new AgingEvolution(settings);
  }

  private static Supplier<Sampler> reinforce(Settings given) {
    Reinforce.Settings usual = Reinforce.Settings.defaults();
    Reinforce.Settings settings =
        new Reinforce.Settings(
            given.whole("policies", 1, 1000, usual.policies()),
            given.real("learning-rate", 0, 100, usual.learningRate()),
            given.real("entropy", 0, 100, usual.entropy()),
            given.real("baseline-decay", 0, 1, usual.baselineDecay()),
            given.whole("cells", 2, 1000, usual.cells()));
    return () -> new Reinforce(settings);
  }

  private static Supplier<Sampler> grid(Settings given) {
    int usual = GridSampler.Settings.defaults().pointsPerReal();
    GridSampler.Settings settings =
        new GridSampler.Settings(given.whole("points-per-real", 1, 1_000_000, usual));
    return () -> new GridSampler(settings);
  }

  private static Supplier<Sampler> tpe(Settings given) {
    Tpe.Settings usual = Tpe.Settings.defaults();
    Tpe.Settings settings =
        new Tpe.Settings(
            given.whole("startup-trials", 1, 1_000_000, usual.startupTrials()),
            given.whole("candidates", 1, 100_000, usual.candidates()),
            given.real("good-share", 0, 1, usual.goodShare()),
            given.whole("most-good", 1, 128, usual.mostGood()));
    return () -> new Tpe(settings);
  }

  private static Supplier<Sampler> cmaEs(Settings given) {
    CmaEs.Settings usual = CmaEs.Settings.defaults();
    CmaEs.Settings settings =
        new CmaEs.Settings(
            given.real("sigma", 0, 1, usual.sigma()),
            given.whole("lambda", 4, 100_000, usual.lambda()));
    return () -> new CmaEs(settings);
  }

  private static Supplier<Sampler> gp(Settings given) {
    GpSampler.Settings usual = GpSampler.Settings.defaults();
    GpSampler.Settings settings =
        new GpSampler.Settings(
            given.whole("startup-trials", 2, 100_000, usual.startupTrials()),
            given.whole("points", 20, 2000, usual.points()),
            given.whole("candidates", 16, 100_000, usual.candidates()));
    return () -> new GpSampler(settings);
  }
}
