package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.batch.Placement;
import java.util.List;

/** Writes networks as the files of a deployment. Implementations are immutable. */
public sealed interface Exporter permits OnnxExporter, TorchScriptExporter {

  /** Whether the format has what a plan rounds to. */
  boolean holds(Network network, QuantisationPlan plan);

  /**
   * A network's file.
   *
   * @param images calibration images, {@code float[n][elements]}, preprocessed; not read where the
   *     plan does not calibrate
   * @param where rounding is learned, and native threads for calibrating
   * @param gate goes around every batch of learning, and around what else takes the processor
   * @throws IllegalArgumentException if the plan names a block that the network does not have
   */
  byte[] encode(
      WeightedNetwork trained,
      QuantisationPlan plan,
      float[][] images,
      Placement where,
      StepGate gate);

  /** One sentence for each width that has no kernels of its own on a machine. */
  List<String> kernels(Network network, QuantisationPlan plan, Fingerprint machine);

  /** Who writes the files of a deployment. */
  static Exporter of(Deployment deployment) {
    return switch (deployment.format()) {
      case ONNX -> new OnnxExporter(deployment.engine());
      case TORCHSCRIPT -> new TorchScriptExporter(deployment.precision());
    };
  }

  /**
   * Refuses what cannot be deployed under a profile.
   *
   * @throws IllegalArgumentException with the reason and the fix
   */
  static void require(HardwareProfile profile, QuantisationSpace searched) {
    List<Integer> without =
        searched.bits().stream().filter(TorchScriptExporter::needsIntegers).toList();
    boolean scripts =
        profile.deployments().stream()
            .allMatch(deployment -> deployment.format() == ModelFormat.TORCHSCRIPT);
    if (scripts && !without.isEmpty()) {
      throw new IllegalArgumentException(
          "profile '"
              + profile.name()
              + "' measures by "
              + profile.target().runtime()
              + ", whose TorchScript files have 32 and 16 bits, got bits "
              + without
              + "; write bits: [32, 16], or use a profile with runtime: onnxruntime");
    }
  }
}
