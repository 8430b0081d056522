package io.paretune.search.insight;

import io.paretune.search.insight.Importance.Interaction;
import io.paretune.search.insight.Importance.Share;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Functional analysis of variance of a study's own trials (Hutter, Hoos, Leyton-Brown 2014, PMLR
 * 32:754-762): a forest of regression trees is fitted to bootstrap samples, and the variance of
 * each parameter's marginal, exact over the leaves' boxes, is divided by the variance of all.
 *
 * <p>Shares are over the whole space, each value as likely as random sampling draws it, whatever
 * part of it the search has visited most.
 *
 * <p>Departures from the source: variances are covariances between different trees, where those
 * within one tree count what it made up (at 1000 trials of Ishigami's function the shares .314,
 * .442 and 0 come out as .33, .40 and .005, not as .29, .35 and .015); a parameter that is absent
 * in a trial takes a random position, another one in every tree, so that a conditional parameter's
 * share is that of the function on the unit cube, which does not depend on it where it is absent; a
 * choice among words is split into sets of words; of more than {@link Settings#mostTrials} complete
 * trials so many are drawn.
 */
public final class Fanova {

  private final Settings settings;

  /**
   * How the analysis is done.
   *
   * @param trees number of trees, at least 1
   * @param leastTrials complete trials under which nothing is said, at least 2
   * @param mostTrials complete trials that are looked at, at least leastTrials
   * @param paired number of the most important parameters whose pairs are looked at; 0 for no pairs
   */
  public record Settings(int trees, int leastTrials, int mostTrials, int paired) {

    /** Checks the numbers. */
    public Settings {
      if (trees < 1 || leastTrials < 2 || mostTrials < leastTrials || paired < 0) {
        throw new IllegalArgumentException(
            "trees >= 1, 2 <= leastTrials <= mostTrials and paired >= 0 must hold, got %d, %d, %d, %d"
                .formatted(trees, leastTrials, mostTrials, paired));
      }
    }

    /** 16 trees, 20 to 1000 trials, pairs among five parameters. */
    public static Settings defaults() {
      return new Settings(16, 20, 1000, 5);
    }
  }

  /** An analysis with the given settings. */
  public Fanova(Settings settings) {
    this.settings = settings;
  }

  /**
   * How much each parameter mattered, objective by objective, as {@link #of(StudyDefinition, List,
   * Objective)} says of each.
   *
   * @return one for each objective that is not constant; empty under {@link Settings#leastTrials}
   */
  public List<Importance> of(StudyDefinition definition, List<Trial> trials) {
    return definition.objectives().stream()
        .flatMap(objective -> of(definition, trials, objective).stream())
        .toList();
  }

  /**
   * How much each parameter mattered for an objective; a pure function of its arguments and the
   * study's seed. O(parameters x trees x n log n) for the trees, O(pairs of trees x boxes that
   * overlap) and, for each two parameters, O(product of the numbers of their thresholds) for the
   * variances.
   *
   * @param trials all of a study's trials, of which the complete ones count, feasible or not
   * @return empty if the objective is constant, or under {@link Settings#leastTrials}
   */
  public Optional<Importance> of(
      StudyDefinition definition, List<Trial> trials, Objective objective) {
    List<Trial> complete =
        trials.stream().filter(trial -> trial.state() == TrialState.COMPLETE).toList();
    if (complete.size() < settings.leastTrials()) {
      return Optional.empty();
    }
    List<Trial> sample = sample(definition, complete);
    double[] values =
        sample.stream()
            .mapToDouble(trial -> trial.measurement().orElseThrow().metric(objective.name()))
            .toArray();
    return Arrays.stream(values).distinct().count() > 1
        ? Optional.of(new Forest(definition, sample, values).importance(objective.name()))
        : Optional.empty();
  }

  /**
   * The complete trials that are looked at, in the order given: all, or {@link Settings#mostTrials}
   * of them, drawn by the study's seed. Who has only their numbers may draw first and fetch those.
   *
   * @param complete all complete trials, by number, or something else for each of them
   */
  public <T> List<T> sample(StudyDefinition definition, List<T> complete) {
    int[] left = IntStream.range(0, complete.size()).toArray();
    int size = left.length;
    RandomGenerator random = RandomStreams.of(definition.seed(), 0, "fanova/sample");
    while (size > settings.mostTrials()) {
      left[random.nextInt(size)] = left[size - 1];
      size--;
    }
    return Arrays.stream(left, 0, size).sorted().mapToObj(complete::get).toList();
  }

  /** The trees of one objective. */
  private final class Forest {

    private final StudyDefinition definition;
    private final double[][] places;
    private final double[] values;
    private final List<RegressionTree> trees = new ArrayList<>();
    private final double[] predicted;
    private final int[] predictions;

    private Forest(StudyDefinition definition, List<Trial> sample, double[] values) {
      this.definition = definition;
      this.values = values;
      this.places =
          sample.stream()
              .map(trial -> definition.space().toUnit(trial.assignment()))
              .toArray(double[][]::new);
      this.predicted = new double[values.length];
      this.predictions = new int[values.length];
      int[] categories =
          definition.space().parameters().stream().mapToInt(Forest::categories).toArray();
      for (int tree = 0; tree < settings.trees(); tree++) {
        grow(RandomStreams.of(definition.seed(), tree, "fanova/tree"), categories);
      }
    }

    private static int categories(Parameter parameter) {
      Domain domain = parameter.domain();
      return domain.ordered() ? 0 : Math.toIntExact(domain.size().orElseThrow());
    }

    private void grow(RandomGenerator random, int[] categories) {
      double[][] units = new double[places.length][];
      for (int i = 0; i < units.length; i++) {
        units[i] = places[i].clone();
        for (int axis = 0; axis < units[i].length; axis++) {
          units[i][axis] = Double.isNaN(units[i][axis]) ? random.nextDouble() : units[i][axis];
        }
      }
      int[] drawn = new int[units.length];
      boolean[] inBag = new boolean[units.length];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = random.nextInt(drawn.length);
        inBag[drawn[i]] = true;
      }
      RegressionTree tree = new RegressionTree(units, values, categories, drawn);
      for (int i = 0; i < inBag.length; i++) {
        if (!inBag[i]) {
          predicted[i] += tree.at(units[i]);
          predictions[i]++;
        }
      }
      trees.add(tree);
    }

    private Importance importance(String objective) {
      List<Parameter> parameters = definition.space().parameters();
      VarianceParts variance = new VarianceParts(trees, parameters.size());
      double[] mains = new double[parameters.size()];
      Arrays.setAll(mains, variance::of);
      Integer[] order = new Integer[mains.length];
      Arrays.setAll(order, i -> i);
      Arrays.sort(
          order,
          Comparator.comparingDouble((Integer i) -> mains[i]).reversed().thenComparingInt(i -> i));
      List<Share> shares = new ArrayList<>();
      List<Interaction> interactions = new ArrayList<>();
      for (int i = 0; i < order.length; i++) {
        int first = order[i];
        shares.add(new Share(parameters.get(first).name(), mains[first]));
        for (int j = i + 1; j < Math.min(settings.paired(), order.length); j++) {
          int second = order[j];
          interactions.add(
              new Interaction(
                  parameters.get(first).name(),
                  parameters.get(second).name(),
                  variance.beyond(first, second)));
        }
      }
      interactions.sort(Comparator.comparingDouble(Interaction::share).reversed());
      return new Importance(objective, values.length, explained(), shares, interactions);
    }

    private double explained() {
      double mean = Arrays.stream(values).average().orElseThrow();
      double wrong = 0;
      double all = 0;
      for (int i = 0; i < values.length; i++) {
        if (predictions[i] > 0) {
          double error = values[i] - predicted[i] / predictions[i];
          wrong += error * error;
          all += (values[i] - mean) * (values[i] - mean);
        }
      }
      return all > 0 ? 1 - wrong / all : 0;
    }
  }
}
