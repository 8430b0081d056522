package io.paretune.experiments.compress.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.call.ActivationStatistics;
import io.paretune.evaluators.onnx.graph.call.InputMoments;
import io.paretune.evaluators.onnx.graph.prepare.PreparedGraph;
import io.paretune.evaluators.onnx.graph.prepare.Smoothing;
import io.paretune.evaluators.onnx.graph.qdq.StaticQuantisation;
import io.paretune.evaluators.onnx.graph.rounding.SecondOrderRounding;
import io.paretune.evaluators.onnx.graph.technique.BlockwiseProducts;
import io.paretune.evaluators.onnx.graph.technique.NodeTechnique;
import io.paretune.hardware.HardwareException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Looks for plans of a graph: every coding of all nodes, then the plans that sensitivities and
 * gains of its blocks give, then nodes in bytes except the most sensitive ones. How sensitive a
 * node is, is told by how alike the graph answers when it alone is in bytes. One search, for one
 * thread.
 */
final class GraphSearch {

  private final SearchBench bench;
  private final PreparedGraph graph;

  /** What all in bytes is tried on; from then on what smoothing made of it, if that is better. */
  private GraphPlan base;

  private final double minCosine;
  private final Pattern kept;
  private final int accuracy;
  private final List<Candidate> found = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private int tried;

  /** How alike the graph answers with all in bytes that can be. */
  private double whole = -1;

  GraphSearch(SearchBench bench, PreparedGraph graph, GraphSettings settings) {
    this.bench = bench;
    this.graph = graph;
    this.base = GraphPlan.of(graph.model(), settings.kept());
    this.minCosine = settings.minCosine();
    this.kept = settings.kept();
    this.accuracy = settings.accuracyLevel();
  }

  /** Everything that was found, in the order in which it was. */
  List<Candidate> run() {
    notes.addAll(graph.notes());
    boolean keeping = !kept.pattern().equals(GraphSettings.NOTHING.pattern());
    if (keeping && !base.keepsSome()) {
      notes.add(
          "--keep-float finds no node and no tensor: names are those after folding, such as '%s'"
              .formatted(base.name(0)));
    }
    GraphPlan floats = GraphPlan.of(graph.folded(), kept);
    attempt("folded", floats);
    attempt("float16", floats, Codings.HALVES);
    Codings.uncalibrated(accuracy).forEach((name, order) -> attempt(name, base, order));
    statics();
    if (tried == 1) { // the folded graph
      notes.add(
          "nothing of the graph can be made smaller: it holds no convolution, matrix product or"
              + " recurrent layer with stored weights, and no other stored tensor of floats that"
              + " is large enough");
    }
    // last: of large matrices it takes long, and it gains size alone
    learnedBlocks();
    return List.copyOf(found);
  }

  /** What could not be done, and why. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  private Optional<Candidate> attempt(String name, GraphPlan plan, List<NodeTechnique> order) {
    if (Codings.fits(plan, order)) {
      return attempt(name, plan.with(order));
    }
    notes.add(name + " is left out: it fits no node of the graph");
    return Optional.empty();
  }

  private Optional<Candidate> attempt(String name, GraphPlan plan) {
    tried++;
    if (!bench.timeLeft()) {
      notes.add(name + " is left out: the time limit");
      return Optional.empty();
    }
    try {
      ModelProto made = plan.built();
      Candidate candidate =
          Candidate.of(name, Candidate.Written.of(plan, made), bench.fidelity(made));
      found.add(candidate);
      return Optional.of(candidate);
    } catch (IllegalArgumentException | HardwareException impossible) {
      notes.add(name + " is left out: " + impossible.getMessage());
      return Optional.empty();
    }
  }

  /** Products in blocks of 4 bits, rounded as the calls tell. */
  private void learnedBlocks() {
    BlockwiseProducts blocks = new BlockwiseProducts(4, 32, accuracy);
    List<String> inputs =
        base.fitting(List.of(blocks)).stream().map(base::firstInput).distinct().toList();
    if (inputs.isEmpty() || !bench.timeLeft()) {
      return;
    }
    try {
      SecondOrderRounding rounding =
          new SecondOrderRounding(InputMoments.collect(base.model(), bench.seen(), inputs));
      String name = "int4-blocks, learned rounding";
      if (!alike(attempt(name, base.with(Codings.learnedBlocks(rounding, accuracy))))) {
        List<NodeTechnique> fitted = Codings.learnedBlocks(rounding.fitted(), accuracy);
        attempt(name + ", fitted ranges", base.with(fitted));
      }
    } catch (IllegalArgumentException | HardwareException impossible) {
      notes.add("int4-blocks, learned rounding is left out: " + impossible.getMessage());
    }
  }

  private void statics() {
    if (!bench.timeLeft()) {
      notes.add("static-int8 is left out: the time limit");
      return;
    }
    ActivationStatistics statistics;
    try {
      statistics = StaticQuantisation.statistics(graph.model(), bench.seen());
    } catch (IllegalArgumentException | HardwareException impossible) {
      notes.add("static-int8 is left out: " + impossible.getMessage());
      return;
    }
    StaticQuantisation calibrated = StaticQuantisation.of(statistics, CalibrationKind.MIN_MAX);
    stored(calibrated);
    Optional<StaticQuantisation> best = bestRanges(calibrated).or(() -> bestOfNearest(calibrated));
    if (best.isPresent() && whole < minCosine) {
      best = Optional.of(smoothed(statistics, nearest(best.get())));
    }
    if (best.isPresent()) {
      if (ByteArithmetic.cutsOff()) {
        attempt("static-int8, 7-bit weights", base.with(Codings.narrow(best.get())));
      }
      attempt("static-int8, nodes apart", base.with(Codings.before(best.get().withoutCarrying())));
      new BlockPlans(bench, base, best.get()).plans(1 - minCosine).forEach(this::attempt);
      if (whole < minCosine) {
        exceptSensitive(best.get());
      }
    }
  }

  private boolean alike(Optional<Candidate> candidate) {
    return candidate.filter(c -> c.fidelity().likeness() >= minCosine).isPresent();
  }

  /** Weights alone; where that does not answer alike enough, each rounded by itself, too. */
  private void stored(StaticQuantisation calibrated) {
    String name = "int8, biases corrected";
    Optional<Candidate> candidate = attempt(name, base, Codings.stored(calibrated));
    if (!alike(candidate) && calibrated.learned()) {
      attempt(name + ", nearest", base, Codings.stored(calibrated.nearest()));
    }
  }

  /**
   * The same with each weight rounded by itself, if the graph answers more alike then.
   *
   * @param unlike all in bytes, under which the graph does not answer alike enough
   */
  private StaticQuantisation nearest(StaticQuantisation unlike) {
    if (!unlike.learned() || !bench.timeLeft()) {
      return unlike;
    }
    StaticQuantisation tried = unlike.nearest();
    String name = "static-int8, %s, nearest".formatted(tried.ranges());
    return better(name, base.with(Codings.before(tried))) ? tried : unlike;
  }

  /** Whether the graph answers more alike than with all in bytes so far. */
  private boolean better(String name, GraphPlan plan) {
    double likeness =
        attempt(name, plan).map(candidate -> candidate.fidelity().likeness()).orElse(-1.0);
    boolean better = likeness > whole;
    whole = Math.max(whole, likeness);
    return better;
  }

  /** Where all files with learned rounding were left out for what they are, which is said. */
  private Optional<StaticQuantisation> bestOfNearest(StaticQuantisation calibrated) {
    if (base.fitting(List.of(calibrated)).isEmpty() || !bench.timeLeft()) {
      return Optional.empty();
    }
    notes.add("static-int8 is tried again, with each weight of a convolution rounded by itself");
    return bestRanges(calibrated.nearest());
  }

  /** All nodes in bytes, with the ranges under which the graph answers most alike. */
  private Optional<StaticQuantisation> bestRanges(StaticQuantisation calibrated) {
    Optional<StaticQuantisation> best = Optional.empty();
    for (CalibrationKind kind :
        List.of(
            CalibrationKind.MIN_MAX,
            CalibrationKind.PERCENTILE,
            CalibrationKind.MEAN_SQUARED_ERROR)) {
      StaticQuantisation tried = calibrated.with(kind);
      if (base.fitting(List.of(tried)).isEmpty()) {
        continue;
      }
      if (better("static-int8, " + tried.ranges(), base.with(Codings.before(tried)))) {
        best = Optional.of(tried);
      }
    }
    return best;
  }

  /**
   * The same with activations smoothed, where that is possible; what is better is gone on with.
   *
   * @param unlike all in bytes, under which the graph does not answer alike enough
   */
  private StaticQuantisation smoothed(ActivationStatistics statistics, StaticQuantisation unlike) {
    Optional<ModelProto> model = Smoothing.of(graph.model(), statistics);
    if (model.isEmpty() || !bench.timeLeft()) {
      return unlike;
    }
    GraphPlan smooth = GraphPlan.of(model.get(), kept);
    attempt("dynamic-int8, smoothed", smooth, Codings.DYNAMIC);
    try {
      StaticQuantisation tried =
          unlike.with(StaticQuantisation.statistics(model.get(), bench.seen()));
      if (better("static-int8, smoothed", smooth.with(Codings.before(tried)))) {
        base = smooth;
        return tried;
      }
    } catch (IllegalArgumentException | HardwareException impossible) {
      notes.add("static-int8, smoothed is left out: " + impossible.getMessage());
    }
    return unlike;
  }

  /** A node, and what is lost when it alone is in bytes. */
  private record Sensitivity(int node, double loss) {}

  private List<Sensitivity> sensitivities(StaticQuantisation technique) {
    List<Sensitivity> all = new ArrayList<>();
    for (int node : base.fitting(List.of(technique))) {
      if (bench.timeLeft()) {
        all.add(new Sensitivity(node, loss(technique, node)));
      }
    }
    all.sort(Comparator.comparingDouble(Sensitivity::loss).reversed());
    return all;
  }

  private double loss(StaticQuantisation technique, int node) {
    try {
      return bench.loss(base.with(List.of(technique), n -> n == node).built());
    } catch (IllegalArgumentException | HardwareException impossible) {
      // a node that cannot be alone in bytes stays in floats first
      return Double.POSITIVE_INFINITY;
    }
  }

  /** The fewest nodes in floats under which the graph answers alike enough, by halving. */
  private void exceptSensitive(StaticQuantisation technique) {
    List<Sensitivity> order = sensitivities(technique);
    if (!bench.timeLeft()) {
      notes.add("which nodes must stay in floats is not looked for to the end: the time limit");
    }
    int enough = order.size();
    int few = 1;
    while (few < enough && bench.timeLeft()) {
      int middle = Math.max(1, (few + enough) / 2);
      Optional<Candidate> candidate = except(technique, order, middle);
      if (alike(candidate)) {
        enough = middle;
      } else {
        few = middle + 1;
      }
    }
    if (enough > 0) {
      List<String> names =
          order.subList(0, Math.min(8, enough)).stream().map(s -> base.name(s.node())).toList();
      notes.add("most sensitive: " + String.join(", ", names));
    }
  }

  private Optional<Candidate> except(
      StaticQuantisation technique, List<Sensitivity> order, int floats) {
    Set<Integer> sensitive = new HashSet<>();
    order.subList(0, floats).forEach(s -> sensitive.add(s.node()));
    List<NodeTechnique> rest = Codings.before(technique);
    GraphPlan plan =
        base.with(Codings.HALVES, sensitive::contains).with(rest, n -> !sensitive.contains(n));
    return attempt("static-int8, %d in floats".formatted(floats), plan);
  }
}
