package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.calibration.Calibration;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.hardware.protocol.Latency;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Changes one block of a network at a time, writes the file, and compares its answers with those of
 * the network as it came. Nothing is trained; same input, same table.
 *
 * <p>The divergence of the class probabilities tells small effects apart that move no answer across
 * a class boundary (as Cai et al. 2020, "ZeroQ", arXiv:2001.00281, section 3.1, rank layers; here
 * every other layer stays as it came, and pruning is ranked in the same unit).
 */
public final class SensitivityAnalysis {

  private final WeightedNetwork model;
  private final DataSet data;
  private final SensitivitySettings settings;
  private final Optional<FileTimer> timer;
  private final int examples;

  private SensitivityAnalysis(
      WeightedNetwork model,
      DataSet data,
      SensitivitySettings settings,
      Optional<FileTimer> timer) {
    this.model = settings.byLayer() ? Blocks.byLayer(model) : model;
    this.data = data;
    this.settings = settings;
    this.timer = timer;
    this.examples = Math.min(settings.examples(), data.validation().size());
  }

  /**
   * The table of a network. Writes and runs about as many files as blocks times changes.
   *
   * @param data whose shape and classes fit the network; its training images calibrate, its
   *     validation examples judge
   * @param timer measures every file, if given
   * @param begins is told each block before it is looked at
   */
  public static SensitivityTable of(
      WeightedNetwork model,
      DataSet data,
      SensitivitySettings settings,
      Optional<FileTimer> timer,
      Consumer<String> begins) {
    return new SensitivityAnalysis(model, data, settings, timer).table(begins);
  }

  /** The blocks that are looked at, in the network's order. */
  public static List<String> blocks(WeightedNetwork model, SensitivitySettings settings) {
    WeightedNetwork looked = settings.byLayer() ? Blocks.byLayer(model) : model;
    Set<String> weighted = Blocks.weighted(looked.network());
    return new LinkedHashSet<>(looked.network().blocks())
        .stream().filter(weighted::contains).toList();
  }

  private SensitivityTable table(Consumer<String> begins) {
    Optional<Calibration> calibration =
        settings.bits().contains(8) ? Optional.of(calibration()) : Optional.empty();
    Change.Changed same = new Change.Changed(model, QuantisationPlan.none());
    byte[] file = encode(same, calibration);
    Answers answers = answers(file, same);
    Effect before = effect(same, file, answers, answers);
    List<Sensitivity> rows = new ArrayList<>();
    for (String block : blocks(model, settings)) {
      begins.accept(block);
      for (Change change : settings.changes()) {
        change
            .applied(model, block)
            .ifPresent(
                changed -> {
                  byte[] written = encode(changed, calibration);
                  Effect after = effect(changed, written, answers, answers(written, changed));
                  rows.add(new Sensitivity(block, change, before, after));
                });
      }
    }
    return new SensitivityTable(before, examples, data.head().task().reported(), rows);
  }

  /** Of the whole network once, as only one block at a time leaves 32 bits. */
  private Calibration calibration() {
    WeightedNetwork folded = FoldBatchNorm.fold(model.network(), model.weights());
    float[][] images = data.train().sample(settings.calibrationImages());
    return Calibration.collect(folded.network(), folded.weights(), images, 1);
  }

  private static byte[] encode(Change.Changed changed, Optional<Calibration> calibration) {
    return PlannedExport.encode(changed.model(), changed.plan(), calibration);
  }

  private Answers answers(byte[] file, Change.Changed changed) {
    return Answers.of(file, changed.model().network(), data.validation(), examples);
  }

  private Effect effect(Change.Changed changed, byte[] file, Answers before, Answers after) {
    Optional<Latency> latency = timer.map(clock -> clock.measure(file).latency());
    return new Effect(
        changed.model().network().parameters(),
        changed.model().network().multiplyAdds(),
        file.length,
        after.score(),
        before.divergence(after),
        latency);
  }
}
