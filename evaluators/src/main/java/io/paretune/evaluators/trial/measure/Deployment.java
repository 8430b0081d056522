package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.artifact.ArtifactFormat;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.KernelFallbacks;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.torchscript.Precision;
import io.paretune.evaluators.torchscript.TorchScriptExport;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.RuntimeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a trial deploys by a runtime: ONNX by ONNX Runtime, TorchScript by PyTorch. There, 16 bits
 * are bfloat16 on a processor and binary16 on a GPU, and fewer bits have no kernels. Immutable.
 */
public final class Deployment {

  /** Instructions that multiply bfloat16, of x86 and ARM, as fingerprints name them. */
  private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

  private final RuntimeKind runtime;
  private final Precision sixteen;

  private Deployment(RuntimeKind runtime, Precision sixteen) {
    this.runtime = runtime;
    this.sixteen = sixteen;
  }

  /** What a profile runs: one, or one for each runtime where it leaves that open. */
  public static List<Deployment> of(HardwareProfile profile) {
    List<RuntimeKind> runtimes =
        profile.runtime() == RuntimeKind.AUTO
            ? List.of(RuntimeKind.ONNXRUNTIME, RuntimeKind.PYTORCH)
            : List.of(profile.runtime());
    Precision sixteen =
        profile.device() instanceof Device.Cpu ? Precision.BFLOAT16 : Precision.FLOAT16;
    return runtimes.stream().map(runtime -> new Deployment(runtime, sixteen)).toList();
  }

  /**
   * Refuses what cannot be deployed under a profile.
   *
   * @throws IllegalArgumentException with the reason and the fix
   */
  public static void require(HardwareProfile profile, QuantisationSpace searched) {
    List<Integer> without = searched.bits().stream().filter(Deployment::needsIntegers).toList();
    if (profile.runtime() == RuntimeKind.PYTORCH && !without.isEmpty()) {
      throw new IllegalArgumentException(
          "profile '"
              + profile.name()
              + "' measures by PyTorch, whose TorchScript files have 32 and 16 bits, got bits "
              + without
              + "; write bits: [32, 16], or use a profile with runtime: onnxruntime");
    }
  }

  /** Whether the runtime has kernels for what a plan rounds to. */
  public boolean runs(Network network, QuantisationPlan plan) {
    return runtime != RuntimeKind.PYTORCH
        || network.blocks().stream().noneMatch(block -> needsIntegers(plan.bits(block)));
  }

  private static boolean needsIntegers(int bits) {
    return bits < 16;
  }

  /** What runs the file. */
  public RuntimeKind runtime() {
    return runtime;
  }

  /** The format of the file. */
  public ArtifactFormat format() {
    return runtime == RuntimeKind.PYTORCH ? ArtifactFormat.TORCHSCRIPT : ArtifactFormat.ONNX;
  }

  /** The file, as {@link PlannedExport#encode} says. */
  public byte[] encode(
      WeightedNetwork trained, QuantisationPlan plan, float[][] images, int threads) {
    if (runtime != RuntimeKind.PYTORCH) {
      return PlannedExport.encode(trained.network(), trained.weights(), plan, images, threads);
    }
    plan.requireFor(trained.network());
    WeightedNetwork folded = FoldBatchNorm.fold(trained.network(), trained.weights());
    return TorchScriptExport.encode(
        folded.network(),
        folded.weights(),
        block -> plan.bits(block) == 16 ? sixteen : Precision.FLOAT32);
  }

  /** One sentence for each width that has no kernels of its own on a machine. */
  public List<String> kernels(Network network, QuantisationPlan plan, Fingerprint machine) {
    if (runtime != RuntimeKind.PYTORCH) {
      return KernelFallbacks.of(network, plan);
    }
    List<String> blocks = new ArrayList<>();
    for (String block : network.blocks()) {
      if (plan.bits(block) == 16) {
        blocks.add(block);
      }
    }
    boolean slow =
        sixteen == Precision.BFLOAT16
            && machine.processor().instructionSets().stream().noneMatch(BFLOAT16::contains);
    return blocks.isEmpty() || !slow
        ? List.of()
        : List.of("computed in bfloat16 without instructions for it: " + String.join(", ", blocks));
  }
}
