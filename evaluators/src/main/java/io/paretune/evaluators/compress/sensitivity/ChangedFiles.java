package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.calibration.Calibration;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.compress.technique.Passes;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.TechniqueContext;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.Placement;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the files of one network under one change after the other, without training. */
final class ChangedFiles {

  private final WeightedNetwork model;
  private final TechniqueContext context;
  private @Nullable Calibration calibration;

  /**
   * @param model as it came
   * @param train whose first examples calibrate and judge channels
   */
  ChangedFiles(WeightedNetwork model, TrainSplit train, int images) {
    this.model = model;
    this.context = new TechniqueContext(train, images, Placement.cpu(1), StepGate.open());
  }

  /** A network as one step leaves it, and its file. */
  static final class Changed {
    private final Network network;
    private final byte[] file;

    private Changed(Network network, byte[] file) {
      this.network = network;
      this.file = file;
    }

    /** The network. */
    Network network() {
      return network;
    }

    /** Its file's bytes; not copied. */
    byte[] file() {
      return file;
    }
  }

  /** The network as it came. */
  Changed untouched() {
    return written(model, QuantisationPlan.none());
  }

  /** The network after a step. */
  Changed after(Step step) {
    WeightedNetwork changed = model;
    if (step.acts()) {
      Passes passes = step.begin(model.network(), context);
      for (int pass = 1; pass <= passes.count(); pass++) {
        changed = passes.pass(pass, changed).network();
      }
    }
    return written(changed, new CompressionPlan(Map.of("only", step)).quantisation());
  }

  private Changed written(WeightedNetwork network, QuantisationPlan plan) {
    byte[] file =
        plan.equalisation()
            ? PlannedExport.encode(network.network(), network.weights(), plan, images(), 1)
            : PlannedExport.encode(
                network, plan, plan.calibrates() ? Optional.of(calibration()) : Optional.empty());
    return new Changed(network.network(), file);
  }

  /** Of the whole network once: a plan changes no network, so its values are those as it came. */
  private Calibration calibration() {
    Calibration known = calibration;
    if (known == null) {
      WeightedNetwork folded = FoldBatchNorm.fold(model.network(), model.weights());
      known = Calibration.collect(folded.network(), folded.weights(), images(), 1);
      calibration = known;
    }
    return known;
  }

  private float[][] images() {
    return context.examples().sample(context.count());
  }
}
