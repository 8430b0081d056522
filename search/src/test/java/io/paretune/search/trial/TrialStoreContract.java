package io.paretune.search.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.SearchSpace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link TrialStore} must do; implement it in a test class of the store. */
public interface TrialStoreContract {

  /** An empty store, the same one for the whole of one test. */
  TrialStore store() throws Exception;

  /**
   * What the store remembers after it was closed and opened again; a store on the heap gives itself
   * back.
   */
  TrialStore reopened() throws Exception;

  /** Instants of whole microseconds, as system clocks give them. */
  Instant NOON = Instant.parse("2026-02-03T12:00:00.123456Z");

  /** A space with every kind of domain and condition. */
  static SearchSpace space() {
    return SearchSpace.builder()
        .whole("depth", 1, 4)
        .whole("width", 8, 64, 8)
        .logWhole("batch", 1, 256)
        .real("dropout", 0, 0.5, 0.1)
        .logReal("learning-rate", 1e-5, 1e-1)
        .choice("optimizer", "sgd", "adam, with \"quotes\"", "größer")
        .choice("bits", 8, 32)
        .choice("ratio", 0.25, 0.5)
        .choice("bias", true, false)
        .when(Condition.in("optimizer", "sgd"), sgd -> sgd.real("momentum", 0, 0.99))
        .when(
            Condition.atLeast("depth", 2),
            deep ->
                deep.whole("kernel", 1, 3)
                    .when(
                        Condition.in("bits", 8, 32),
                        both -> both.parameter("block[1].act", Choice.of("relu", "silu"))))
        .build();
  }

  /** A study of that space with two objectives and two constraints. */
  static StudyDefinition definition(String name) {
    return new StudyDefinition(
        name,
        space(),
        List.of(Objective.maximize("accuracy"), new Objective("latency", Direction.MINIMIZE, "ms")),
        List.of(Constraint.atMost("size", 1e6), Constraint.atLeast("speed-up", 1.5)),
        Long.MIN_VALUE + 7);
  }

  private static Assignment point(long trial) {
    double[] unit = new double[space().dimension()];
    Random random = new Random(trial);
    for (int i = 0; i < unit.length; i++) {
      unit[i] = random.nextDouble();
    }
    return space().fromUnit(unit);
  }

  private static Measurement measurement(long trial) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", 1.0 / (3 + trial));
    metrics.put("latency", Double.MIN_VALUE);
    metrics.put("size", Double.MAX_VALUE);
    metrics.put("speed-up", 0.1 + 0.2);
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("profile", "cpu-1-thread");
    provenance.put("artifact", "größer ' \" ; -- \n" + "x".repeat(3000));
    return new Measurement(metrics, provenance);
  }

  private static TrialEvent.Started started(long trial) {
    return new TrialEvent.Started(trial, point(trial), "nsga2", NOON.plusSeconds(trial));
  }

  private static TrialEvent.Finished complete(long trial, long order, FrontChange change) {
    return new TrialEvent.Finished(
        trial,
        TrialState.COMPLETE,
        Optional.of(measurement(trial)),
        "",
        order,
        change,
        NOON.plusSeconds(100 + order));
  }

  private static TrialEvent.Finished ended(long trial, TrialState state, long order) {
    return new TrialEvent.Finished(
        trial,
        state,
        Optional.empty(),
        "because it's \"so\"",
        order,
        FrontChange.NONE,
        NOON.plusMillis(order));
  }

  @Test
  default void keepsTheDefinitionOfAStudy() throws Exception {
    store().create(definition("one"));
    StudyDefinition kept = reopened().find("one").orElseThrow().definition();
    assertThat(kept).isEqualTo(definition("one"));
    assertThat(definition("one").differenceFrom(kept)).isEmpty();
  }

  @Test
  default void findsNothingUnderAnUnknownName() throws Exception {
    store().create(definition("one"));
    assertThat(store().find("two")).isEmpty();
  }

  @Test
  default void refusesASecondStudyOfOneNameAndKeepsTheFirst() throws Exception {
    store().create(definition("one")).append(started(0));
    assertThatThrownBy(() -> store().create(definition("one")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'one'");
    assertThat(store().find("one").orElseThrow().trials()).hasSize(1);
  }

  @Test
  default void listsStudiesInTheOrderInWhichTheyWereMade() throws Exception {
    for (String name : List.of("zeta", "alpha", "mü")) {
      store().create(definition(name));
    }
    assertThat(store().studies()).containsExactly("zeta", "alpha", "mü");
    assertThat(reopened().studies()).containsExactly("zeta", "alpha", "mü");
  }

  @Test
  default void keepsStudiesApart() throws Exception {
    StudyLog one = store().create(definition("one"));
    StudyLog two = store().create(definition("two"));
    one.append(started(0));
    two.append(new TrialEvent.Enqueued(0, point(5), NOON));
    two.append(started(1));
    assertThat(one.trials()).containsExactly(Trial.first(started(0)));
    TrialStore again = reopened();
    assertThat(again.find("one").orElseThrow().trials()).hasSize(1);
    assertThat(again.find("two").orElseThrow().trials()).hasSize(2);
  }

  @Test
  default void keepsEveryKindOfEventToTheLastBit() throws Exception {
    List<TrialEvent> events =
        List.of(
            new TrialEvent.Enqueued(0, point(0), NOON),
            started(0),
            known(0, "size", 3, "latency", 0.1 + 0.2),
            new TrialEvent.Reported(0, new Report(0, 0.1), NOON.plusSeconds(1)),
            new TrialEvent.Reported(0, new Report(0, -1e-300), NOON.plusSeconds(2)),
            new TrialEvent.Requeued(0, "the worker died", NOON.plusSeconds(3)),
            started(1),
            started(2),
            started(3),
            new TrialEvent.Started(0, point(0), "nsga2", NOON.plusSeconds(4)),
            known(0, "size", -0.0, "latency", Double.MIN_VALUE),
            new TrialEvent.Reported(0, new Report(7, 1.0 / 3), NOON.plusSeconds(5)),
            known(1, "size", 1, "a \"metric\"", 2),
            known(1, "macs", 4, "size", 1.0 / 3),
            complete(2, 0, new FrontChange(List.of(2L), List.of())),
            complete(0, 1, new FrontChange(List.of(0L), List.of(2L))),
            new TrialEvent.Reported(1, new Report(1, 2), NOON.plusSeconds(5)),
            ended(1, TrialState.PRUNED, 2),
            ended(3, TrialState.FAILED, 3));
    StudyLog log = store().create(definition("one"));
    List<Trial> model = new ArrayList<>();
    for (TrialEvent event : events) {
      log.append(event);
      applied(model, event);
      assertThat(log.trials()).as("after %s", event).isEqualTo(model);
    }
    assertThat(reopened().find("one").orElseThrow().trials()).isEqualTo(model);
  }

  private static TrialEvent known(long trial, String one, double first, String two, double second) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(one, first);
    metrics.put(two, second);
    return new TrialEvent.Declared(trial, metrics, NOON);
  }

  private static void applied(List<Trial> model, TrialEvent event) {
    int index = Math.toIntExact(event.trial());
    if (index == model.size()) {
      model.add(Trial.first(event));
    } else {
      model.set(index, model.get(index).after(event));
    }
  }

  @Test
  default void refusesEventsThatDoNotFitAndKeepsNothingOfThem() throws Exception {
    StudyLog log = store().create(definition("one"));
    log.append(started(0));
    log.append(complete(0, 0, FrontChange.NONE));
    log.append(new TrialEvent.Enqueued(1, point(1), NOON));
    List<Trial> before = log.trials();
    List<TrialEvent> unfit =
        List.of(
            started(0),
            new TrialEvent.Reported(0, new Report(1, 1), NOON),
            known(0, "size", 1, "macs", 2),
            known(1, "size", 1, "macs", 2),
            known(2, "size", 1, "macs", 2),
            new TrialEvent.Requeued(0, "again", NOON),
            complete(0, 1, FrontChange.NONE),
            new TrialEvent.Enqueued(0, point(0), NOON),
            new TrialEvent.Enqueued(1, point(1), NOON),
            new TrialEvent.Reported(1, new Report(1, 1), NOON),
            new TrialEvent.Requeued(1, "again", NOON),
            ended(1, TrialState.FAILED, 1),
            new TrialEvent.Reported(2, new Report(1, 1), NOON),
            new TrialEvent.Requeued(2, "again", NOON),
            complete(2, 1, FrontChange.NONE),
            started(3),
            started(-1));
    for (TrialEvent event : unfit) {
      assertThatThrownBy(() -> log.append(event))
          .as("%s", event)
          .isInstanceOf(IllegalStateException.class);
      assertThat(log.trials()).as("after %s", event).isEqualTo(before);
    }
    assertThat(reopened().find("one").orElseThrow().trials()).isEqualTo(before);
  }

  @Test
  default void theListOfTrialsIsASnapshot() throws Exception {
    StudyLog log = store().create(definition("one"));
    log.append(started(0));
    List<Trial> before = log.trials();
    log.append(complete(0, 0, FrontChange.NONE));
    assertThat(before.get(0).state()).isEqualTo(TrialState.RUNNING);
  }

  @Test
  default void anyLegalHistoryIsWhatItsEventsMakeOfIt() throws Exception {
    StudyLog log = store().create(definition("one"));
    List<Trial> model = new ArrayList<>();
    Random random = new Random(3);
    long order = 0;
    for (int i = 0; i < 150; i++) {
      List<Trial> open = model.stream().filter(trial -> !trial.state().isFinished()).toList();
      TrialEvent event;
      if (open.isEmpty() || random.nextInt(3) == 0) {
        event = random.nextBoolean() ? started(model.size()) : enqueued(model.size());
      } else {
        Trial trial = open.get(random.nextInt(open.size()));
        event = next(trial, random, order);
        order += event instanceof TrialEvent.Finished ? 1 : 0;
      }
      log.append(event);
      applied(model, event);
    }
    assertThat(log.trials()).isEqualTo(model);
    assertThat(reopened().find("one").orElseThrow().trials()).isEqualTo(model);
  }

  private static TrialEvent enqueued(long trial) {
    return new TrialEvent.Enqueued(trial, point(trial), NOON);
  }

  private static TrialEvent next(Trial trial, Random random, long order) {
    if (trial.state() == TrialState.WAITING) {
      return new TrialEvent.Started(
          trial.number(), trial.assignment(), trial.sampler(), NOON.plusSeconds(order));
    }
    return switch (random.nextInt(6)) {
      case 0 -> new TrialEvent.Requeued(trial.number(), "cut off", NOON);
      case 1 -> ended(trial.number(), TrialState.FAILED, order);
      case 2 -> complete(trial.number(), order, FrontChange.NONE);
      case 3 ->
          known(
              trial.number(),
              "m" + random.nextInt(3),
              random.nextGaussian(),
              "n",
              random.nextGaussian());
      default ->
          new TrialEvent.Reported(
              trial.number(), new Report(random.nextInt(9), random.nextGaussian()), NOON);
    };
  }

  @Test
  default void threadsMayAppendAtOnce() throws Exception {
    StudyLog log = store().create(definition("one"));
    int threads = 4;
    int reports = 25;
    for (int trial = 0; trial < threads; trial++) {
      log.append(started(trial));
    }
    List<Thread> all = new ArrayList<>();
    for (int trial = 0; trial < threads; trial++) {
      int number = trial;
      Thread thread =
          new Thread(
              () -> {
                for (int step = 0; step < reports; step++) {
                  log.append(new TrialEvent.Reported(number, new Report(step, number), NOON));
                }
              });
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }
    for (Trial trial : reopened().find("one").orElseThrow().trials()) {
      assertThat(trial.reports()).extracting(Report::step).hasSize(reports).isSorted();
    }
  }
}
