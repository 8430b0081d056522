package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.torchscript.TorchScriptException;
import io.paretune.evaluators.torchscript.VerifiedTorchScript;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.ModelFormat;
import java.util.List;
import java.util.Map;

/** The TorchScript files that a trial keeps beside the file that is measured. */
public final class TorchScriptFiles {

  /** Images on which a file that is not measured must answer as the network does. */
  private static final int PROOF_IMAGES = 128;

  private final List<Deployment> wanted;
  private final ValidationSplit images;
  private final ArtifactSink artifacts;
  private final int threads;

  /**
   * @param wanted what is asked for; TorchScript is written here
   * @param images examples to compare on
   * @param artifacts where files go
   * @param threads native threads of ONNX Runtime
   */
  public TorchScriptFiles(
      List<Deployment> wanted, ValidationSplit images, ArtifactSink artifacts, int threads) {
    this.wanted = List.copyOf(wanted);
    this.images = images;
    this.artifacts = artifacts;
    this.threads = threads;
  }

  /**
   * Writes a trained network, batch normalisation folded, as was asked for. A file is kept only if
   * it computes what the network does; if not, the provenance says why there is none, and the trial
   * goes on: what it measures is another file.
   */
  public void keep(WeightedNetwork trained, Map<String, String> provenance) {
    WeightedNetwork folded = FoldBatchNorm.fold(trained.network(), trained.weights());
    for (Deployment kept : wanted) {
      if (kept.format() == ModelFormat.TORCHSCRIPT) {
        keep(folded, kept, provenance);
      }
    }
  }

  private void keep(WeightedNetwork folded, Deployment kept, Map<String, String> provenance) {
    try {
      VerifiedTorchScript file =
          VerifiedTorchScript.encode(
              folded.network(),
              folded.weights(),
              kept.precision(),
              images.sample(PROOF_IMAGES),
              threads);
      provenance.put(Provenance.artifact(kept), artifacts.put(file.file(), kept.format()).hash());
      provenance.put(Provenance.sameClass(kept), Double.toString(file.agreement().sameClass()));
    } catch (TorchScriptException | ModelRefusedException | IllegalArgumentException refused) {
      provenance.put(Provenance.refused(kept), String.valueOf(refused.getMessage()));
    }
  }
}
