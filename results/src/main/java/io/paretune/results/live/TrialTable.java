package io.paretune.results.live;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.pareto.ParetoFront;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A study's trials, one row each, the number of the trial being that of the row; with the front
 * kept up to date and a version for each change, so that a reader is told only what changed since.
 *
 * <p>Thread-safe. Takes time proportional to what is put; memory proportional to rows times
 * columns, bounded as {@link Columns} says.
 */
public final class TrialTable {

  /** Most rows; later trials are counted but have no row. */
  public static final int MOST_ROWS = 2_000_000;

  /** Most rows that one answer tells of. */
  public static final int MOST_TOLD = ColumnMessage.MOST_ROWS;

  private final StudyDefinition definition;
  private final Columns columns;
  private final Map<TrialState, Integer> counts = new EnumMap<>(TrialState.class);
  private ParetoFront front = new ParetoFront();
  private long[] changed = {};
  private long version;
  private int rows;
  private String here = "";

  /** Whether finalists were trained on: what others inherited does not compare with them. */
  private boolean trained;

  /** An empty table of a study. */
  public TrialTable(StudyDefinition definition) {
    this.definition = definition;
    this.columns = new Columns(definition);
  }

  /**
   * Puts trials, new ones or others in place of those that were there.
   *
   * @param trials as they are shown: with what was found after the search
   */
  public synchronized void put(List<Trial> trials) {
    if (trials.isEmpty()) {
      return;
    }
    version++;
    boolean anew = false;
    for (Trial trial : trials) {
      if (trial.number() < MOST_ROWS) {
        anew |= put(trial);
      }
    }
    if (anew) {
      frontAnew();
    }
  }

  /** Whether the front must be worked out again. */
  private boolean put(Trial trial) {
    int row = (int) trial.number();
    boolean known = row < rows;
    boolean measuredBefore = known && state(row) == TrialState.COMPLETE;
    reserve(row + 1);
    if (known) {
      counts.merge(state(row), -1, Integer::sum);
    }
    columns.put(row, trial);
    counts.merge(trial.state(), 1, Integer::sum);
    changed[row] = version;
    columns.flags.set(row, flags(row, trial));
    if (trial.measurement().isEmpty()) {
      return false;
    }
    boolean first = !trained && Assessment.isFinalists(trial.measurement().get());
    trained |= first;
    if (measuredBefore || first) {
      return true;
    }
    offer(row);
    return false;
  }

  private int flags(int row, Trial trial) {
    if (trial.measurement().isEmpty()) {
      return 0;
    }
    int flags = 0;
    double violation = violation(row);
    columns.violation.set(row, violation);
    flags |= violation == 0 ? RowFlag.FEASIBLE.bit() : 0;
    for (Caveat caveat : trial.measurement().get().caveats()) {
      flags |=
          switch (caveat.kind()) {
            case UNSTABLE -> RowFlag.UNSTABLE.bit();
            case FORETOLD -> RowFlag.FORETOLD.bit();
            case INHERITED -> RowFlag.INHERITED.bit();
            case APART -> RowFlag.APART.bit();
          };
    }
    return flags;
  }

  private double violation(int row) {
    double sum = 0;
    for (Constraint constraint : definition.constraints()) {
      sum += constraint.violation(columns.metric(row, constraint.metric()));
    }
    return sum;
  }

  private void reserve(int wanted) {
    if (wanted > changed.length) {
      changed = Arrays.copyOf(changed, Math.max(wanted, Math.max(64, changed.length * 3 / 2)));
    }
    columns.reserve(wanted);
    rows = Math.max(rows, wanted);
  }

  /**
   * Says which machine's figures count: those of others are shown, but are not on the front.
   *
   * @param machine its id; empty if figures do not tell theirs
   */
  public synchronized void here(String machine) {
    if (!machine.equals(here)) {
      here = machine;
      version++;
      frontAnew();
    }
  }

  private void frontAnew() {
    front = new ParetoFront();
    for (int row = 0; row < rows; row++) {
      flag(row, RowFlag.FRONT, false);
      flag(row, RowFlag.ELSEWHERE, elsewhere(row));
      if (state(row) == TrialState.COMPLETE) {
        offer(row);
      }
    }
  }

  private boolean elsewhere(int row) {
    String there = columns.machine.get(row);
    return !there.isEmpty() && !here.isEmpty() && !there.equals(here);
  }

  private void offer(int row) {
    flag(row, RowFlag.ELSEWHERE, elsewhere(row));
    costs(row)
        .ifPresent(
            costs -> {
              FrontChange change = front.offer(row, costs);
              change.left().forEach(left -> flag(left.intValue(), RowFlag.FRONT, false));
              change.entered().forEach(entered -> flag(entered.intValue(), RowFlag.FRONT, true));
            });
  }

  /** Of a trial that counts for the front. */
  private Optional<Costs> costs(int row) {
    if (state(row) != TrialState.COMPLETE
        || elsewhere(row)
        || (trained && has(row, RowFlag.INHERITED))
        || !Double.isFinite(columns.violation.get(row))) {
      return Optional.empty();
    }
    double[] minimised = new double[definition.objectives().size()];
    for (int i = 0; i < minimised.length; i++) {
      Objective objective = definition.objectives().get(i);
      minimised[i] = objective.direction().minimised(columns.metric(row, objective.name()));
      if (!Double.isFinite(minimised[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(Costs.of(minimised, columns.violation.get(row)));
  }

  private boolean has(int row, RowFlag flag) {
    return (columns.flags.get(row) & flag.bit()) != 0;
  }

  private void flag(int row, RowFlag flag, boolean set) {
    if (has(row, flag) != set) {
      columns.flags.set(row, columns.flags.get(row) ^ flag.bit());
      changed[row] = version;
    }
  }

  private TrialState state(int row) {
    return Columns.STATES.get(columns.state.get(row));
  }

  /** What the trials are of. */
  public StudyDefinition definition() {
    return definition;
  }

  /** Grows with every change. */
  public synchronized long version() {
    return version;
  }

  /** How many trials there are. */
  public synchronized int rows() {
    return rows;
  }

  /** How many trials are in each state; states without trials may be left out. */
  public synchronized Map<TrialState, Integer> counts() {
    return new EnumMap<>(counts);
  }

  /** How many trials are on the front. */
  public synchronized int frontSize() {
    return front.size();
  }

  /** Names of the parameters that have a column, {@code p0} and on. */
  public synchronized List<String> parameters() {
    return columns.parameters();
  }

  /** Names of the metrics that have a column, {@code m0} and on. */
  public synchronized List<String> metrics() {
    return columns.metrics();
  }

  /** Ids of all columns. */
  public synchronized List<String> columns() {
    return columns.ids();
  }

  /**
   * The rows that changed after a version, from a row on.
   *
   * @param since a version that the reader has; -1 for none
   * @param from the first row to look at
   * @param wanted the columns
   * @throws IllegalArgumentException if there is no such column
   */
  public synchronized byte[] since(long since, int from, List<ColumnRequest> wanted) {
    int[] found = new int[Math.min(rows, ColumnMessage.MOST_ROWS)];
    int count = 0;
    int row = Math.max(0, from);
    for (; row < rows && count < found.length; row++) {
      if (changed[row] > since) {
        found[count++] = row;
      }
    }
    ColumnMessage message = new ColumnMessage(version, rows, row < rows ? row : -1);
    for (ColumnRequest request : wanted) {
      Column column =
          columns
              .byId(request.id())
              .orElseThrow(
                  () -> new IllegalArgumentException("there is no column '" + request.id() + "'"));
      message.add(request, column);
    }
    return message.bytes(Arrays.copyOf(found, count));
  }

  /** The numbers of the complete trials, ascending. */
  public synchronized List<Integer> complete() {
    List<Integer> complete = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      if (state(row) == TrialState.COMPLETE) {
        complete.add(row);
      }
    }
    return complete;
  }

  /** Costs of the trials that count for the front, in the order in which they ended. */
  synchronized List<Ended> ended() {
    TreeSet<Ended> ended = new TreeSet<>();
    for (int row = 0; row < rows; row++) {
      double order = columns.order.get(row);
      if (order >= 0) {
        ended.add(new Ended(order, columns.finished.get(row), costs(row)));
      }
    }
    return new ArrayList<>(ended);
  }

  /**
   * A trial that ended.
   *
   * @param order 0, 1, 2, ... in the order in which trials ended
   * @param at when, in milliseconds since 1970
   * @param costs if it counts for the front
   */
  record Ended(double order, double at, Optional<Costs> costs) implements Comparable<Ended> {
    @Override
    public int compareTo(Ended other) {
      return Double.compare(order, other.order);
    }
  }
}
