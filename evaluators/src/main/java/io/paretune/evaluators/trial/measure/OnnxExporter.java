package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.KernelFallbacks;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.runtime.batch.Placement;
import java.util.List;

/**
 * ONNX, in all widths.
 *
 * @param engine that runs the files
 */
record OnnxExporter(Engine engine) implements Exporter {

  @Override
  public boolean holds(Network network, QuantisationPlan plan) {
    return true;
  }

  @Override
  public byte[] encode(
      WeightedNetwork trained,
      QuantisationPlan plan,
      float[][] images,
      Placement where,
      StepGate gate) {
    return PlannedExport.encode(trained, plan, images, where, gate);
  }

  /** Of another engine than ONNX Runtime it is not known. */
  @Override
  public List<String> kernels(Network network, QuantisationPlan plan, Fingerprint machine) {
    return engine.equals(Engine.ONNX_RUNTIME) ? KernelFallbacks.of(network, plan) : List.of();
  }
}
