package io.paretune.search.sampler.surrogate;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.sampler.Deduplication;
import io.paretune.search.sampler.LatinHypercube;
import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.surrogate.Shortlist.Candidate;
import io.paretune.search.sampler.surrogate.kernel.Agreements;
import io.paretune.search.sampler.surrogate.kernel.LevelEncoding;
import io.paretune.search.sampler.surrogate.kernel.Point;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceIndex;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Evolution assisted by a surrogate, in rounds: what was measured is learned by a model whose form
 * is chosen by leave-one-out rank correlation; the whole space, or what NSGA-II finds on the model
 * if the space is large, is ranked by it; the best are proposed one after the other by expected
 * hypervolume gain, each believed until it is measured (after MSuNAS: Lu, Deb, Goodman, Banzhaf,
 * Boddeti 2020, arXiv:2007.10396).
 *
 * <p>Departures from the source: Gaussian processes over shared values in place of its four
 * predictors, since they come with an uncertainty; picks by expected gain in place of its sub-set
 * selection. A round's model is a function of the complete trials at its start; a round ends after
 * a share of them more are complete, so the cost of an ask stays level.
 *
 * <p>Where features of candidates are known ({@link StudyView#features}), the best by this model
 * are ranked once more by models that know them, too: one or two hundred looks a round, most of
 * them kept from the rounds before.
 */
public final class SurrogateEvolution implements Sampler {

  /** A space of at most this many assignments is ranked whole. */
  private static final int LISTED = 20_000;

  /** Complete trials from which hyperparameters are chosen. */
  private static final int CHOSEN_FROM = 160;

  private final Settings settings;
  private final Observations told = new Observations();
  private @Nullable Known known;
  private @Nullable Chosen chosen;
  private @Nullable Started started;

  /**
   * How the search goes.
   *
   * @param startupTrials complete trials before the first model, spread over the space; at least 4
   * @param share of the complete trials that are added before the model is fitted anew, in (0, 1]
   * @param training complete trials that a model learns from at most, the best ones; at least 50
   */
  public record Settings(int startupTrials, double share, int training) {

    /** Checks the settings. */
    public Settings {
      if (startupTrials < 4) {
        throw new IllegalArgumentException(
            "startupTrials must be at least 4, got " + startupTrials);
      }
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException("share must lie in (0, 1], got " + share);
      }
      if (training < 50) {
        throw new IllegalArgumentException("training must be at least 50, got " + training);
      }
    }

    /** 20 trials to start with, a fit every 25th part more, 600 to learn from. */
    public static Settings defaults() {
      return new Settings(20, 0.04, 600);
    }
  }

  /** What depends on the study alone. */
  private record Known(
      StudyDefinition definition,
      LevelEncoding encoder,
      Optional<List<Candidate>> listed,
      Optional<Foreknown> foreknown) {}

  /** Hyperparameters chosen at some number of complete trials. */
  private record Chosen(int epoch, int at, ChosenFor hyperparameters) {}

  /**
   * Hyperparameters.
   *
   * @param plain of models of the assignments alone
   * @param second of models that know the candidates' features, if there are some
   */
  private record ChosenFor(
      FittedModels.Hyperparameters plain, Optional<ProposalBatch.SecondLook> second) {}

  /** The round that started at some number of complete trials. */
  private record Started(int epoch, int at, ProposalBatch round) {}

  /** Surrogate-assisted evolution with the given settings. */
  public SurrogateEvolution(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "surrogate";
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    told.follow(view);
    StudyDefinition definition = view.definition();
    RandomGenerator random = RandomStreams.of(definition.seed(), trialNumber, name());
    if (told.size() < settings.startupTrials()) {
      return LatinHypercube.start(view, name(), trialNumber, settings.startupTrials(), random);
    }
    ProposalBatch round = round(view);
    for (int i = 0; ; i++) {
      Optional<Assignment> pick = round.pick(i);
      if (pick.isEmpty()) {
        return Deduplication.anywhere(view, random);
      }
      if (view.mayPropose(pick.get())) {
        return pick;
      }
    }
  }

  private ProposalBatch round(StudyView view) {
    int at = settings.startupTrials();
    while (at + step(at) <= told.size()) {
      at += step(at);
    }
    Started now = started;
    if (now == null || now.epoch() != told.epoch() || now.at() != at) {
      Known study = known(view);
      ChosenFor hyperparameters = hyperparameters(study, at);
      now =
          new Started(
              told.epoch(),
              at,
              new ProposalBatch(
                  new ProposalBatch.Told(
                      study.definition(),
                      study.encoder(),
                      told,
                      training(at, settings.training()),
                      at),
                  study.listed(),
                  hyperparameters.plain(),
                  hyperparameters.second()));
      started = now;
    }
    return now.round();
  }

  private int step(int at) {
    return Math.max(1, (int) (at * settings.share()));
  }

  private Known known(StudyView view) {
    Known now = known;
    if (now == null || !now.definition().equals(view.definition())) {
      LevelEncoding encoder = new LevelEncoding(view.definition().space());
      now =
          new Known(
              view.definition(),
              encoder,
              listed(view, encoder),
              view.features().map(Foreknown::new));
      known = now;
    }
    return now;
  }

  private static Optional<List<Candidate>> listed(StudyView view, LevelEncoding encoder) {
    SearchSpace space = view.definition().space();
    List<Assignment> all = new ArrayList<>();
    if (view.pool().isPresent()) {
      all.addAll(view.pool().get().members());
    } else {
      Optional<SpaceIndex> index = SpaceIndex.of(space).filter(found -> found.size() <= LISTED);
      if (index.isEmpty()) {
        return Optional.empty();
      }
      for (long i = 0; i < index.get().size(); i++) {
        all.add(index.get().at(i));
      }
    }
    return Optional.of(
        all.stream().map(one -> new Candidate(one, encoder.point(space.toUnit(one)))).toList());
  }

  /** Hyperparameters are chosen anew whenever a third more trials are complete. */
  private ChosenFor hyperparameters(Known study, int roundStart) {
    int at = settings.startupTrials();
    while (at + Math.max(1, at / 3) <= roundStart) {
      at += Math.max(1, at / 3);
    }
    Chosen now = chosen;
    if (now == null || now.epoch() != told.epoch() || now.at() != at) {
      List<Integer> from = training(at, CHOSEN_FROM);
      LevelEncoding encoder = study.encoder();
      FittedModels.Hyperparameters plain =
          chosen(study, from, from.stream().map(i -> encoder.point(told.unit(i))).toList());
      Optional<ProposalBatch.SecondLook> second =
          study
              .foreknown()
              .map(
                  foreknown ->
                      new ProposalBatch.SecondLook(
                          foreknown,
                          chosen(
                              study,
                              from,
                              foreknown.scored(
                                  from.stream().map(i -> told.trial(i).assignment()).toList(),
                                  from.stream().map(i -> encoder.point(told.unit(i))).toList()))));
      now = new Chosen(told.epoch(), at, new ChosenFor(plain, second));
      chosen = now;
    }
    return now.hyperparameters();
  }

  private FittedModels.Hyperparameters chosen(Known study, List<Integer> from, List<Point> at) {
    Agreements points = new Agreements(study.encoder(), at);
    StudyDefinition definition = study.definition();
    List<GpHyperparameters> objectives = new ArrayList<>();
    for (double[] values : ProposalBatch.values(told, from, definition.objectives().size())) {
      objectives.add(GpHyperparameters.best(points, values));
    }
    List<GpHyperparameters> excesses = new ArrayList<>();
    for (double[] values : ProposalBatch.excesses(told, from, definition.constraints())) {
      excesses.add(GpHyperparameters.fitted(points, Warp.NONE.of(values), Warp.NONE));
    }
    return new FittedModels.Hyperparameters(objectives, excesses);
  }

  /** The best of the first {@code among} complete trials, by rank, then the latest. */
  private List<Integer> training(int among, int most) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < among; i++) {
      all.add(i);
    }
    if (among <= most) {
      return all;
    }
    List<Costs> costs = all.stream().map(told::costs).toList();
    int[] ranks = NonDominatedSorting.ranks(costs);
    all.sort(Comparator.comparingInt((Integer i) -> ranks[i]).thenComparingInt(i -> -i));
    return List.copyOf(all.subList(0, most));
  }
}
