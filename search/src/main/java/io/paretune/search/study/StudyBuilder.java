package io.paretune.search.study;

import io.paretune.search.pruner.Pruner;
import io.paretune.search.pruner.Screen;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.sampler.auto.Auto;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Pool;
import io.paretune.search.space.TypedSpace;
import io.paretune.search.terminator.Terminator;
import io.paretune.search.trial.CandidateFeatures;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.InMemoryTrialStore;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialStore;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Says what a study optimises and how; see {@link Study#of}.
 *
 * @param <T> the space's type
 */
public final class StudyBuilder<T> {

  private static final System.Logger LOG = System.getLogger("io.paretune.search.study");

  private final TypedSpace<T> space;
  private final List<Objective> objectives = new ArrayList<>();
  private final List<Constraint> constraints = new ArrayList<>();
  private String name = "study";
  private Sampler sampler = new Auto(StudyHints.unknown());
  private Pruner pruner = Pruner.never();
  private Screen screen = Screen.never();
  private Terminator terminator = Terminator.never();
  private List<Trial> learnedFrom = List.of();
  private TrialStore store = new InMemoryTrialStore();
  private Clock clock = Clock.systemUTC();
  private final List<StudyListener> listeners = new ArrayList<>();
  private List<Assignment> only = List.of();
  private Optional<CandidateFeatures> features = Optional.empty();
  private int mostFailures;
  private boolean repeats;
  private long seed = 1;

  StudyBuilder(TypedSpace<T> space) {
    this.space = space;
  }

  /** Names the study; unique in its store. Default {@code study}. */
  public StudyBuilder<T> name(String newName) {
    name = newName;
    return this;
  }

  /** Adds an objective to maximise; the first objective added is the one that trials report. */
  public StudyBuilder<T> maximize(String metric) {
    return objective(Objective.maximize(metric));
  }

  /** Adds an objective to maximise, with its unit. */
  public StudyBuilder<T> maximize(String metric, String unit) {
    return objective(new Objective(metric, Direction.MAXIMIZE, unit));
  }

  /** Adds an objective to minimise. */
  public StudyBuilder<T> minimize(String metric) {
    return objective(Objective.minimize(metric));
  }

  /** Adds an objective to minimise, with its unit. */
  public StudyBuilder<T> minimize(String metric, String unit) {
    return objective(new Objective(metric, Direction.MINIMIZE, unit));
  }

  /** Adds an objective. */
  public StudyBuilder<T> objective(Objective objective) {
    objectives.add(objective);
    return this;
  }

  /** Adds a hard bound. */
  public StudyBuilder<T> constrain(Constraint constraint) {
    constraints.add(constraint);
    return this;
  }

  /** Who proposes. Default {@link Auto}. */
  public StudyBuilder<T> sampler(Sampler newSampler) {
    sampler = newSampler;
    return this;
  }

  /** Who stops hopeless trials. Default nobody. */
  public StudyBuilder<T> pruner(Pruner newPruner) {
    pruner = newPruner;
    return this;
  }

  /** Who says which trials need not be measured; by default all are. */
  public StudyBuilder<T> screen(Screen newScreen) {
    screen = newScreen;
    return this;
  }

  /** Who hears of each event, from the start on; may be called for several. */
  public StudyBuilder<T> listener(StudyListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Ends the study when so many trials fail one after the other, counted from its start: something
   * is wrong with the evaluator, not with the points. Default: never.
   *
   * @param inARow at least 1
   */
  public StudyBuilder<T> stopAfterFailures(int inARow) {
    if (inARow < 1) {
      throw new IllegalArgumentException(
          "a study can stop after at least 1 failure, got " + inARow);
    }
    mostFailures = inARow;
    return this;
  }

  /** Who ends the study before its budget is spent. Default nobody. */
  public StudyBuilder<T> terminator(Terminator newTerminator) {
    terminator = newTerminator;
    return this;
  }

  /**
   * Starts from what other studies found: their complete trials, as far as they fit, are shown to
   * the sampler as observations. They are no trials of this study: not in its front, not counted by
   * its budget, and may be proposed again. See {@link WarmStart#of} for what fits, and {@link
   * Study#enqueueBest} for having the best of them evaluated.
   *
   * <p>What the study was started with is kept in its store and holds for ever: when the study goes
   * on later, this is ignored.
   *
   * @param trials of other studies, in the order in which the sampler is to take them
   */
  public StudyBuilder<T> warmStart(Collection<Trial> trials) {
    learnedFrom = List.copyOf(trials);
    return this;
  }

  /** Who remembers. Default the heap alone. The study does not close it. */
  public StudyBuilder<T> store(TrialStore newStore) {
    store = newStore;
    return this;
  }

  /** What every random choice depends on. Default 1. */
  public StudyBuilder<T> seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** Where times come from. Default the system's clock. */
  public StudyBuilder<T> clock(Clock newClock) {
    clock = newClock;
    return this;
  }

  /**
   * Restricts proposals to some assignments of the space, such as the rows of a table; the study is
   * exhausted when each was tried.
   *
   * @param assignments at least one
   */
  public StudyBuilder<T> only(Collection<Assignment> assignments) {
    if (assignments.isEmpty()) {
      throw new IllegalArgumentException("at least one assignment must be given, got none");
    }
    only = List.copyOf(assignments);
    return this;
  }

  /**
   * What is known of assignments before they are evaluated: {@code surrogate} learns from it, too.
   * Default nothing. Nothing of it is kept in the store: give the same when the study goes on.
   */
  public StudyBuilder<T> features(CandidateFeatures newFeatures) {
    features = Optional.of(newFeatures);
    return this;
  }

  /**
   * Lets a sampler propose an assignment again, for objectives that are noisy. Default: never, so a
   * finite space is exhausted at some time and the study ends.
   */
  public StudyBuilder<T> allowRepeats() {
    repeats = true;
    return this;
  }

  /**
   * Starts the study, or continues the one of this name in the store. A trial that was being
   * evaluated when its process ended is evaluated again.
   *
   * @throws IllegalArgumentException if there is no objective, or two of one name, or the sampler
   *     cannot search such a study, or none of the earlier trials fits
   * @throws IllegalStateException if the store's study has another space, objectives, constraints
   *     or seed, naming the difference, or was begun without the earlier trials
   */
  public Study<T> start() {
    StudyDefinition definition =
        new StudyDefinition(name, space.space(), objectives, constraints, seed);
    sampler.requireFit(definition);
    sampler
        .reason(definition)
        .ifPresent(
            reason ->
                LOG.log(
                    Level.INFO, "study ''{0}'': sampler {1}: {2}", name, sampler.name(), reason));
    Optional<StudyLog> earlier = store.find(name);
    earlier
        .flatMap(log -> definition.differenceFrom(log.definition()))
        .ifPresent(
            difference -> {
              throw new IllegalStateException(
                  "study '"
                      + name
                      + "' was started with another definition: "
                      + difference
                      + "; give the new one another name or store");
            });
    StudyLog log = earlier.orElseGet(() -> store.create(definition));
    Optional<Pool> pool =
        only.isEmpty() ? Optional.empty() : Optional.of(Pool.of(space.space(), only));
    List<Trial> known = WarmStart.kept(store, log, learnedFrom);
    return new Study<>(
        space,
        log,
        new Study.Rules(sampler, pruner, terminator, clock, mostFailures, screen),
        new StudyListeners(listeners),
        new History(definition, pool, repeats, known, features));
  }
}
