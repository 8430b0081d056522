package io.paretune.tests.effects;

import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.PruningKind;
import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.prune.WeightPruning;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.qat.QuantisationAwareTraining;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.compress.quantise.RoundingKind;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.torchscript.TorchScriptExport;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.hardware.deployment.Precision;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One way to make a model smaller or faster.
 *
 * @param name for the table
 * @param torchScript whether its file is for PyTorch and not for ONNX Runtime
 * @param trains whether its file is trained on first
 * @param file what it makes of a subject
 */
record Technique(String name, boolean torchScript, boolean trains, Function<Subject, byte[]> file) {

  private static final int MULTIPLE = 16;

  /** The techniques in the table's order; the first is the model as it came. */
  static List<Technique> all(Subject subject) {
    List<Technique> all = new ArrayList<>();
    all.add(onnx("as it came, 32 bits", plan(32)));
    for (CalibrationKind kind : CalibrationKind.values()) {
      all.add(
          onnx(
              "static int8, " + kind.name().toLowerCase(Locale.ROOT).replace("_", " "),
              plan(8).withCalibration(kind)));
    }
    QuantisationPlan best = plan(8).withCalibration(CalibrationKind.MEAN_SQUARED_ERROR);
    all.add(onnx("static int8, one scale a layer", best.withWeightScales(WeightScales.PER_TENSOR)));
    all.add(
        onnx(
            "the same, equalised, biases corrected",
            best.withWeightScales(WeightScales.PER_TENSOR)
                .withEqualisation(true)
                .withBiasCorrection(true)));
    all.add(onnx("dynamic int8", plan(8).withActivations(Activations.DYNAMIC)));
    all.add(onnx("16 bits, weights alone", plan(16)));
    all.add(onnx("4 bits, weights alone", plan(4)));
    all.add(onnx("4 bits, biases corrected", plan(4).withBiasCorrection(true)));
    all.add(onnx("4 bits, rounding learned", plan(4).withRounding(RoundingKind.LEARNED)));
    QuantisationPlan coarse = plan(4).withWeightScales(WeightScales.PER_CHANNEL);
    all.add(onnx("4 bits, one scale a channel", coarse));
    all.add(onnx("the same, biases corrected", coarse.withBiasCorrection(true)));
    all.add(onnx("the same, rounding learned", coarse.withRounding(RoundingKind.LEARNED)));
    all.add(aware("int8, trained straight through", best, QuantisationTraining.STRAIGHT_THROUGH));
    all.add(aware("int8, learned steps", best, QuantisationTraining.LEARNED_STEPS));
    all.add(aware("4 bits, learned steps", plan(4), QuantisationTraining.LEARNED_STEPS));
    for (double ratio : new double[] {0.5, 0.9}) {
      PruningPlan weights = PruningPlan.none().withKind(PruningKind.WEIGHTS).withRatio(ratio);
      all.add(
          zeros(
              String.format(Locale.ROOT, "%.0f %% of the weights zero", 100 * ratio),
              weights,
              (network, given) -> WeightPruning.overall(network, given, ratio)));
    }
    all.add(
        zeros(
            "2 of 4 weights zero",
            PruningPlan.none().withKind(PruningKind.TWO_OF_FOUR),
            (network, given) -> WeightPruning.nOfM(network, given, 2, 4)));
    for (double ratio : new double[] {0.25, 0.5}) {
      String name = String.format(Locale.ROOT, "%.0f %% of the channels gone", 100 * ratio);
      Function<Subject, WeightedNetwork> pruned = given -> pruned(given.trainable(), ratio);
      all.add(cut(name, plan(32), pruned));
      all.add(cut(name + ", int8", best, pruned));
    }
    Set<String> gone = new LinkedHashSet<>();
    for (String block :
        BlockRemoval.removable(subject.model().network()).stream().limit(2).toList()) {
      gone.add(block);
      Set<String> blocks = Set.copyOf(gone);
      String name = gone.size() == 1 ? "a residual block gone" : "two residual blocks gone";
      Function<Subject, WeightedNetwork> without =
          given -> BlockRemoval.remove(given.trainable(), blocks);
      all.add(cut(name, plan(32), without));
      all.add(cut(name + ", int8", best, without));
    }
    for (Precision precision : Precision.values()) {
      all.add(
          new Technique(
              "TorchScript, " + precision.name().toLowerCase(Locale.ROOT),
              true,
              false,
              given ->
                  TorchScriptExport.encode(
                      given.model().network(), given.model().weights(), precision)));
    }
    return List.copyOf(all);
  }

  /** A plan that is completed with the network's blocks. */
  private static QuantisationPlan plan(int bits) {
    return QuantisationPlan.none().withBits(Map.of("", bits));
  }

  private static QuantisationPlan of(QuantisationPlan plan, Network network) {
    return plan.withBits(network, plan.bits(""));
  }

  private static Technique onnx(String name, QuantisationPlan plan) {
    return new Technique(
        name,
        false,
        false,
        given -> given.encode(given.model(), of(plan, given.model().network())));
  }

  private static Technique aware(String name, QuantisationPlan plan, QuantisationTraining kind) {
    return new Technique(
        name,
        false,
        true,
        given -> {
          QuantisationPlan whole = of(plan, given.model().network()).withTraining(kind);
          QuantisationAwareTraining training =
              QuantisationAwareTraining.prepare(given.model(), whole, given.calibration(), 1);
          Trained trained =
              given.trained(
                  training.start(),
                  training.transform(),
                  training.settings(given.training(), Math.max(1, given.epochs())));
          return training.encode(trained);
        });
  }

  /** What sets weights to zero. */
  private interface Zeroing {
    Weights of(Network network, Weights weights);
  }

  private static Technique zeros(String name, PruningPlan plan, Zeroing zeroing) {
    return new Technique(
        name,
        false,
        true,
        given -> {
          WeightedNetwork start = given.trainable();
          WeightedNetwork zeroed =
              new WeightedNetwork(start.network(), zeroing.of(start.network(), start.weights()));
          WeightedNetwork tuned = given.fineTuned(zeroed, plan.lasting());
          return given.encode(tuned, plan(32).withBits(tuned.network(), 32));
        });
  }

  private static Technique cut(
      String name, QuantisationPlan plan, Function<Subject, WeightedNetwork> smaller) {
    return new Technique(
        name,
        false,
        true,
        given -> {
          WeightedNetwork tuned = given.fineTuned(smaller.apply(given), WeightTransform.identity());
          return given.encode(tuned, of(plan, tuned.network()));
        });
  }

  private static WeightedNetwork pruned(WeightedNetwork model, double ratio) {
    Pruned pruned = StructuredPruning.prune(model.network(), model.weights(), ratio, MULTIPLE);
    return new WeightedNetwork(pruned.network(), pruned.weights());
  }
}
