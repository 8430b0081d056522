package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.torchscript.TorchScriptExport;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.runtime.batch.Placement;
import java.util.List;
import java.util.Set;

/**
 * TorchScript, in 32 bits and in 16: fewer have no kernels there.
 *
 * @param half in what blocks of 16 bits are computed
 */
record TorchScriptExporter(Precision half) implements Exporter {

  /** Instructions that multiply bfloat16, of x86 and ARM, as fingerprints name them. */
  private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

  @Override
  public boolean holds(Network network, QuantisationPlan plan) {
    return network.blocks().stream().noneMatch(block -> needsIntegers(plan.bits(block)));
  }

  static boolean needsIntegers(int bits) {
    return bits < 16;
  }

  @Override
  public byte[] encode(
      WeightedNetwork trained,
      QuantisationPlan plan,
      float[][] images,
      Placement where,
      StepGate gate) {
    plan.requireFor(trained.network());
    WeightedNetwork folded = FoldBatchNorm.fold(trained.network(), trained.weights());
    return TorchScriptExport.encode(
        folded.network(),
        folded.weights(),
        block -> plan.bits(block) == 16 ? half : Precision.FLOAT32);
  }

  @Override
  public List<String> kernels(Network network, QuantisationPlan plan, Fingerprint machine) {
    List<String> blocks =
        network.blocks().stream().filter(block -> plan.bits(block) == 16).toList();
    boolean slow =
        half == Precision.BFLOAT16
            && machine.processor().instructionSets().stream().noneMatch(BFLOAT16::contains);
    return blocks.isEmpty() || !slow
        ? List.of()
        : List.of("computed in bfloat16 without instructions for it: " + String.join(", ", blocks));
  }
}
