package io.paretune.results.live;

import io.paretune.search.space.Choice;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a study: what every trial has, then {@code p0, p1, ...} for its parameters, {@code
 * m0, m1, ...} for its metrics, objectives first, the others in the order in which trials first
 * reported them.
 *
 * <p>Bounded: parameters beyond {@value #MOST_PARAMETERS}, metrics beyond {@value #MOST_METRICS}
 * and, of a study with many trials, the last parameters that do not fit into {@value #MOST_CELLS}
 * cells are left out.
 */
final class Columns {

  private static final int MOST_PARAMETERS = 512;
  private static final int MOST_METRICS = 128;
  private static final long MOST_CELLS = 24_000_000;

  /** What stands in the column {@code state}: a place in this list. */
  static final List<TrialState> STATES =
      List.of(
          TrialState.WAITING,
          TrialState.RUNNING,
          TrialState.COMPLETE,
          TrialState.PRUNED,
          TrialState.FAILED);

  final SmallColumn state = new SmallColumn();
  final SmallColumn flags = new SmallColumn();
  final SmallColumn attempts = new SmallColumn();
  final NumberColumn order = new NumberColumn();
  final NumberColumn started = new NumberColumn();
  final NumberColumn finished = new NumberColumn();
  final NumberColumn violation = new NumberColumn();
  final NumberColumn step = new NumberColumn();
  final NumberColumn last = new NumberColumn();
  final TextColumn sampler = new TextColumn();
  final TextColumn reason = new TextColumn();
  final TextColumn machine = new TextColumn();

  private final Map<String, Column> byId = new LinkedHashMap<>();
  private final Map<String, Column> parameters = new LinkedHashMap<>();
  private final Map<String, NumberColumn> metrics = new LinkedHashMap<>();
  private int reserved;

  Columns(StudyDefinition definition) {
    byId.put("state", state);
    byId.put("flags", flags);
    byId.put("attempts", attempts);
    byId.put("order", order);
    byId.put("started", started);
    byId.put("finished", finished);
    byId.put("violation", violation);
    byId.put("step", step);
    byId.put("last", last);
    byId.put("sampler", sampler);
    byId.put("reason", reason);
    byId.put("machine", machine);
    for (Parameter parameter : definition.space().parameters()) {
      if (parameters.size() < MOST_PARAMETERS) {
        Column column = words(parameter.domain()) ? new TextColumn() : new NumberColumn();
        byId.put("p" + parameters.size(), column);
        parameters.put(parameter.name(), column);
      }
    }
    definition.objectives().stream().map(Objective::name).forEach(this::metric);
  }

  private static boolean words(Domain domain) {
    return domain instanceof Choice choice
        && choice.options().stream().anyMatch(option -> !(option instanceof Number));
  }

  private Optional<NumberColumn> metric(String name) {
    NumberColumn known = metrics.get(name);
    if (known == null && metrics.size() < MOST_METRICS) {
      known = new NumberColumn();
      known.reserve(reserved);
      byId.put("m" + metrics.size(), known);
      metrics.put(name, known);
    }
    return Optional.ofNullable(known);
  }

  void reserve(int rows) {
    if (rows <= reserved) {
      return;
    }
    int room = Math.max(rows, Math.max(64, reserved + reserved / 2));
    while (!parameters.isEmpty() && (long) room * byId.size() > MOST_CELLS) {
      List<String> names = parameters();
      parameters.remove(names.get(names.size() - 1));
      byId.remove("p" + parameters.size());
    }
    byId.values().forEach(column -> column.reserve(room));
    reserved = room;
  }

  void put(int row, Trial trial) {
    state.set(row, STATES.indexOf(trial.state()));
    attempts.set(row, trial.attempts());
    order.set(row, trial.finishOrder() < 0 ? Double.NaN : trial.finishOrder());
    started.set(row, millis(trial.startedAt()));
    finished.set(row, millis(trial.finishedAt()));
    sampler.set(row, trial.sampler());
    reason.set(row, trial.reason());
    boolean reported = !trial.reports().isEmpty();
    step.set(row, reported ? trial.reports().get(trial.reports().size() - 1).step() : Double.NaN);
    last.set(row, reported ? trial.reports().get(trial.reports().size() - 1).value() : Double.NaN);
    trial.assignment().asMap().forEach((name, value) -> parameter(row, name, value));
    trial
        .measurement()
        .ifPresent(
            measured -> {
              machine.set(row, measured.machine());
              measured
                  .metrics()
                  .forEach((name, value) -> metric(name).ifPresent(to -> to.set(row, value)));
            });
  }

  private void parameter(int row, String name, Object value) {
    Column column = parameters.get(name);
    if (column instanceof TextColumn texts) {
      texts.set(row, value.toString());
    } else if (column instanceof NumberColumn numbers && value instanceof Number number) {
      numbers.set(row, number.doubleValue());
    }
  }

  /** Milliseconds since 1970. */
  private static double millis(Optional<Instant> moment) {
    return moment.map(Instant::toEpochMilli).map(Long::doubleValue).orElse(Double.NaN);
  }

  Optional<Column> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  List<String> ids() {
    return List.copyOf(byId.keySet());
  }

  /** Names of the parameters that have a column; their ids count from {@code p0}. */
  List<String> parameters() {
    return List.copyOf(parameters.keySet());
  }

  /** Names of the metrics that have a column; their ids count from {@code m0}. */
  List<String> metrics() {
    return List.copyOf(metrics.keySet());
  }

  /** The value of a metric; NaN if there is none. */
  double metric(int row, String name) {
    NumberColumn column = metrics.get(name);
    return column == null ? Double.NaN : column.get(row);
  }
}
