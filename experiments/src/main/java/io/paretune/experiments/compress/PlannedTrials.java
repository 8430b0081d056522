package io.paretune.experiments.compress;

import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.sensitivity.ChoicePlan;
import io.paretune.evaluators.compress.sensitivity.Sensitivity;
import io.paretune.evaluators.compress.sensitivity.SensitivityTable;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trials that sensitivities of blocks speak for: of each block, whether it is kept, narrowed or
 * left out, so that most is saved while the divergences, each found alone and before any training,
 * add up to so much. How much training wins back is not known, so that there is a plan for each of
 * several sums, and the search goes on from them.
 */
final class PlannedTrials {

  /** Shares of the divergence of doing the most to all blocks: few blocks have most of it. */
  private static final List<Double> SHARES = List.of(0.04, 0.1, 0.02, 0.25, 0.01);

  /** How much a byte that is saved counts beside an operation that is, both as shares. */
  private static final double SIZE = 0.1;

  private PlannedTrials() {}

  /** What may be done to a block: a parameter's value, what it saves and what it loses. */
  private record Choice(String parameter, Object value, ChoicePlan.Option option) {}

  /**
   * The trials, the middle of what they save first.
   *
   * @param space whose parameters narrow and leave out blocks
   * @return by parameter; what a trial does not name is as it came, but for its bits
   */
  public static List<Map<String, Object>> of(SensitivityTable table, SearchSpace space) {
    Map<String, List<Choice>> blocks = new LinkedHashMap<>();
    for (Sensitivity row : table.rows()) {
      choice(row, space)
          .ifPresent(
              choice -> blocks.computeIfAbsent(row.block(), b -> new ArrayList<>()).add(choice));
    }
    List<List<ChoicePlan.Option>> options = new ArrayList<>();
    double most = 0;
    for (List<Choice> choices : blocks.values()) {
      List<ChoicePlan.Option> block = new ArrayList<>(List.of(new ChoicePlan.Option(0, 0)));
      choices.forEach(choice -> block.add(choice.option()));
      most += block.stream().mapToDouble(ChoicePlan.Option::loss).max().orElse(0);
      options.add(block);
    }
    List<Map<String, Object>> trials = new ArrayList<>();
    for (double share : SHARES) {
      Map<String, Object> trial =
          trial(List.copyOf(blocks.values()), ChoicePlan.of(options, share * most));
      if (!trial.isEmpty() && !trials.contains(trial)) {
        trials.add(trial);
      }
    }
    return List.copyOf(trials);
  }

  private static Map<String, Object> trial(List<List<Choice>> blocks, List<Integer> chosen) {
    Map<String, Object> trial = new LinkedHashMap<>();
    for (int b = 0; b < chosen.size(); b++) {
      if (chosen.get(b) > 0) {
        Choice choice = blocks.get(b).get(chosen.get(b) - 1);
        trial.put(choice.parameter(), choice.value());
      }
    }
    return trial;
  }

  private static Optional<Choice> choice(Sensitivity row, SearchSpace space) {
    String narrowed = PruningSpace.RATIO + "." + row.block();
    String leftOut = RemovalSpace.REMOVE + row.block();
    double loss = row.after().divergence();
    if (!Double.isFinite(loss)) {
      return Optional.empty();
    }
    ChoicePlan.Option option = new ChoicePlan.Option(gain(row), Math.max(0, loss));
    for (Parameter parameter : space.parameters()) {
      if (parameter.name().equals(leftOut) && row.change().equals("remove")) {
        return Optional.of(new Choice(leftOut, true, option));
      }
      if (parameter.name().equals(narrowed)) {
        return parameter.domain().values().stream()
            .filter(ratio -> row.change().equals(PruningSpace.RATIO + "=" + ratio))
            .findFirst()
            .map(ratio -> new Choice(narrowed, ratio, option));
      }
    }
    return Optional.empty();
  }

  private static double gain(Sensitivity row) {
    double operations = row.before().multiplyAdds();
    return (operations - row.after().multiplyAdds()) / Math.max(1, operations)
        + SIZE * row.savedShare();
  }
}
