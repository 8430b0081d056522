package io.paretune.experiments.compress.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.paretune.evaluators.compress.sensitivity.ChoicePlan;
import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.qdq.StaticQuantisation;
import io.paretune.evaluators.onnx.graph.technique.NodeTechnique;
import io.paretune.hardware.HardwareException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans that say of each block of a graph whether it stays in floats, is stored in bytes or
 * computes in bytes. Each choice is tried on each block alone: what it loses of the likeness, and
 * what it saves of the time beside the same graph in floats. The choices that save most, of which
 * the losses add up to what may be lost, are a plan. That losses add up is an assumption, so plans
 * for less are made as well, and all are judged as a whole.
 */
final class BlockPlans {

  private static final int MOST_BLOCKS = 12;

  /** What is planned for, in shares of what may be lost. */
  private static final List<Double> SHARES = List.of(1.0, 0.5, 0.25);

  /** How much a byte that is saved counts beside time that is, both as shares. */
  private static final double SIZE = 0.1;

  /** Less of the time than that is not told from nothing. */
  private static final double NOISE = 0.005;

  private final SearchBench bench;
  private final GraphPlan base;
  private final List<Choice> choices;
  private final List<Set<Integer>> blocks;

  /**
   * What may become of a block.
   *
   * @param faster whether it may take another time; what is unfolded as the file is loaded does not
   */
  private record Choice(List<NodeTechnique> techniques, boolean faster) {}

  /** The places of choices in a plan. */
  private static final int STORED = 1;

  private static final int COMPUTED = 2;

  BlockPlans(SearchBench bench, GraphPlan base, StaticQuantisation technique) {
    this.bench = bench;
    this.base = base;
    this.choices =
        List.of(
            new Choice(Codings.HALVES, false),
            new Choice(Codings.stored(technique), false),
            new Choice(Codings.before(technique), true));
    this.blocks = base.blocks(base.fitting(List.of(technique)), MOST_BLOCKS);
  }

  /**
   * The plans, by name.
   *
   * @param allowed what may be lost of the likeness
   * @return empty if there are no two blocks, or time is over before all were tried
   */
  Map<String, GraphPlan> plans(double allowed) {
    Map<String, GraphPlan> plans = new LinkedHashMap<>();
    Set<List<Integer>> made = new HashSet<>();
    if (blocks.size() < 2 || !bench.timeLeft()) {
      return plans;
    }
    ModelProto floats = base.with(Codings.HALVES).built();
    double lost = lost(floats);
    Optional<List<List<ChoicePlan.Option>>> options = options(floats, lost);
    if (options.isPresent()) {
      for (double share : SHARES) {
        List<Integer> chosen = ChoicePlan.of(options.get(), share * Math.max(0, allowed - lost));
        if (made.add(chosen)) {
          plans.put(name(made.size(), chosen), plan(chosen));
        }
      }
    }
    return plans;
  }

  /** What folding and unfolding lost: that is no choice's. */
  private double lost(ModelProto floats) {
    try {
      return bench.loss(floats);
    } catch (IllegalArgumentException | HardwareException impossible) {
      return 0;
    }
  }

  private Optional<List<List<ChoicePlan.Option>>> options(ModelProto floats, double lost) {
    List<List<ChoicePlan.Option>> all = new ArrayList<>();
    for (Set<Integer> block : blocks) {
      List<ChoicePlan.Option> options = new ArrayList<>(List.of(new ChoicePlan.Option(0, 0)));
      for (Choice choice : choices.subList(STORED, choices.size())) {
        if (!bench.timeLeft()) {
          return Optional.empty();
        }
        options.add(option(floats, lost, block, choice));
      }
      all.add(options);
    }
    return Optional.of(all);
  }

  private ChoicePlan.Option option(
      ModelProto floats, double lost, Set<Integer> block, Choice choice) {
    try {
      ModelProto file =
          base.with(choice.techniques(), block::contains)
              .with(Codings.HALVES, n -> !block.contains(n))
              .built();
      double bytes = 1 - (double) file.getSerializedSize() / floats.getSerializedSize();
      double saved = choice.faster() ? bench.saved(floats, file).orElse(0) : 0;
      return new ChoicePlan.Option(
          (Math.abs(saved) < NOISE ? 0 : saved) + SIZE * bytes,
          Math.max(0, bench.loss(file) - lost));
    } catch (IllegalArgumentException | HardwareException impossible) {
      // as much as can be lost, for nothing
      return new ChoicePlan.Option(0, 2);
    }
  }

  private GraphPlan plan(List<Integer> chosen) {
    GraphPlan plan = base;
    for (int c = 0; c < choices.size(); c++) {
      Set<Integer> nodes = new HashSet<>();
      for (int b = 0; b < chosen.size(); b++) {
        if (chosen.get(b) == c) {
          nodes.addAll(blocks.get(b));
        }
      }
      plan = plan.with(choices.get(c).techniques(), nodes::contains);
    }
    return plan.with(Codings.DYNAMIC);
  }

  private static String name(int number, List<Integer> chosen) {
    long computed = chosen.stream().filter(c -> c == COMPUTED).count();
    long stored = chosen.stream().filter(c -> c == STORED).count();
    return "plan %d: %d blocks int8, %d stored".formatted(number, computed, stored);
  }
}
