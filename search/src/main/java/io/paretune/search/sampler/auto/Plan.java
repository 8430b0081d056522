package io.paretune.search.sampler.auto;

import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.sampler.cmaes.CmaEs;
import io.paretune.search.sampler.evolution.GeneticSettings;
import io.paretune.search.sampler.evolution.Nsga2;
import io.paretune.search.sampler.evolution.Nsga3;
import io.paretune.search.sampler.gp.GpSampler;
import io.paretune.search.sampler.surrogate.SurrogateEvolution;
import io.paretune.search.sampler.tpe.Tpe;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyDefinition;
import java.util.List;
import java.util.function.Supplier;

/**
 * Which sampler searches until which trial, and why.
 *
 * @param stages in order; the last has no end
 * @param why what decided, for people
 */
record Plan(List<Stage> stages, String why) {

  /** With more workers than this, proposals made from one state of knowledge lose their point. */
  private static final int MANY_WORKERS = 64;

  /** A model of more axes needs more trials than it saves. */
  private static final int MANY_AXES = 40;

  /**
   * Trials after which a Gaussian process has found its basin, and evolution refines at no cost.
   */
  private static final long MODELLED = 200;

  /**
   * Trials after which the Parzen estimator gives way: in three objectives it is far ahead of the
   * Gaussian process on DTLZ2, whose front is large.
   */
  private static final long IMITATED = 1000;

  /** Trials after which a surrogate of a large space has little left to teach. */
  private static final long LEARNED = 3000;

  /** A parameter of at most this many values is one of a few choices, not a scale. */
  private static final long FEW = 32;

  /**
   * Some trials of a plan.
   *
   * @param until the first trial that is no longer of this stage
   * @param kind who proposes
   */
  record Stage(long until, Kind kind) {}

  /**
   * A sampler that a plan can be made of.
   *
   * @param label its name
   * @param maker makes a fresh one
   */
  record Kind(String label, Supplier<Sampler> maker) {

    Sampler make() {
      return maker.get();
    }
  }

  /** The surrogate; of a small budget no more than a quarter is spent before its first model. */
  private static Kind surrogate(StudyHints hints) {
    SurrogateEvolution.Settings usual = SurrogateEvolution.Settings.defaults();
    long quarter = hints.trials().orElse(Long.MAX_VALUE) / 4;
    int startup = (int) Math.max(8, Math.min(usual.startupTrials(), quarter));
    return new Kind(
        "surrogate",
        () ->
            new SurrogateEvolution(
                new SurrogateEvolution.Settings(startup, usual.share(), usual.training())));
  }

  private static Kind gaussian() {
    return new Kind("gp", () -> new GpSampler(GpSampler.Settings.defaults()));
  }

  private static Kind tpe() {
    return new Kind("tpe", () -> new Tpe(Tpe.Settings.defaults()));
  }

  private static Kind cmaEs() {
    return new Kind("cma-es", () -> new CmaEs(CmaEs.Settings.defaults()));
  }

  /** NSGA-II, or NSGA-III above three objectives. */
  private static Kind evolution(int objectives, boolean large) {
    if (objectives > 3) {
      return new Kind("nsga3", () -> new Nsga3(GeneticSettings.nsga3()));
    }
    GeneticSettings usual = GeneticSettings.nsga2();
    GeneticSettings settings = large ? usual.withPopulation(100) : usual;
    return new Kind("nsga2", () -> new Nsga2(settings));
  }

  Plan {
    stages = List.copyOf(stages);
  }

  /**
   * The plan for a study:
   *
   * <ul>
   *   <li>more than 64 workers: evolution, which needs no knowledge of the latest trials;
   *   <li>choices among few values, or parameters under conditions: the surrogate, whose kernel
   *       compares such values; NSGA-II after 3,000 trials;
   *   <li>numbers only, at most 40: a Gaussian process for 200 trials, then CMA-ES for one
   *       objective, NSGA-II for two; with three objectives TPE for 1,000 trials, then NSGA-II;
   *   <li>more numbers: CMA-ES or NSGA-II at once;
   *   <li>four and more objectives: NSGA-III in place of NSGA-II.
   * </ul>
   */
  static Plan of(StudyDefinition definition, StudyHints hints) {
    int objectives = definition.objectives().size();
    boolean numbers = definition.space().parameters().stream().allMatch(Plan::number);
    boolean large = hints.trials().orElse(0) >= 10_000;
    Kind evolution = evolution(objectives, large);
    String several = objectives == 1 ? "one objective" : objectives + " objectives";
    if (hints.workers() > MANY_WORKERS) {
      Kind steady = objectives == 1 && numbers ? cmaEs() : evolution;
      return alone(steady, several + ", " + hints.workers() + " workers");
    }
    if (!numbers) {
      return new Plan(
          List.of(new Stage(LEARNED, surrogate(hints)), new Stage(Long.MAX_VALUE, evolution)),
          several + ", choices or conditional parameters among " + axes(definition.space()));
    }
    Kind later = objectives == 1 ? cmaEs() : evolution;
    if (definition.space().dimension() > MANY_AXES || objectives > 3 || large) {
      return alone(
          later,
          several
              + ", numbers only, "
              + axes(definition.space())
              + (large ? ", a budget of many cheap trials" : ""));
    }
    Stage first = objectives == 3 ? new Stage(IMITATED, tpe()) : new Stage(MODELLED, gaussian());
    return new Plan(
        List.of(first, new Stage(Long.MAX_VALUE, later)),
        several + ", numbers only, " + axes(definition.space()));
  }

  private static Plan alone(Kind kind, String why) {
    return new Plan(List.of(new Stage(Long.MAX_VALUE, kind)), why);
  }

  private static boolean number(Parameter parameter) {
    return parameter.condition().parameters().isEmpty()
        && parameter.domain().ordered()
        && parameter.domain().size().orElse(Long.MAX_VALUE) > FEW;
  }

  private static String axes(SearchSpace space) {
    return space.dimension() == 1 ? "1 parameter" : space.dimension() + " parameters";
  }

  /** The plan in words, for instance {@code surrogate up to trial 2999, then nsga2: ...}. */
  String describe() {
    StringBuilder text = new StringBuilder();
    for (Stage stage : stages) {
      text.append(text.length() == 0 ? "" : ", then ").append(stage.kind().label);
      if (stage.until() < Long.MAX_VALUE) {
        text.append(" up to trial ").append(stage.until() - 1);
      }
    }
    return text + " (" + why + ")";
  }
}
