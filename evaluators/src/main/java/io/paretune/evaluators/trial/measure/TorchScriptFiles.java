package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.artifact.ArtifactFormat;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.torchscript.Precision;
import io.paretune.evaluators.torchscript.TorchScriptException;
import io.paretune.evaluators.torchscript.VerifiedTorchScript;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.hardware.ModelRefusedException;
import java.util.List;
import java.util.Map;

/** The TorchScript files that a trial keeps beside the file that is measured. */
public final class TorchScriptFiles {

  /** Images on which a file that is not measured must answer as the network does. */
  private static final int PROOF_IMAGES = 128;

  private final List<ArtifactFormat> formats;
  private final ValidationSplit images;
  private final ArtifactSink artifacts;
  private final int threads;

  /**
   * @param formats those asked for; the ones of TorchScript are written here
   * @param images examples to compare on
   * @param artifacts where files go
   * @param threads native threads of ONNX Runtime
   */
  public TorchScriptFiles(
      List<ArtifactFormat> formats, ValidationSplit images, ArtifactSink artifacts, int threads) {
    this.formats = List.copyOf(formats);
    this.images = images;
    this.artifacts = artifacts;
    this.threads = threads;
  }

  /**
   * Writes a trained network, batch normalisation folded, in the formats asked for. A file is kept
   * only if it computes what the network does; if not, the provenance says why there is none, and
   * the trial goes on: what it measures is another file.
   */
  public void keep(WeightedNetwork trained, Map<String, String> provenance) {
    WeightedNetwork folded = FoldBatchNorm.fold(trained.network(), trained.weights());
    for (ArtifactFormat format : formats) {
      format.precision().ifPresent(precision -> keep(folded, format, precision, provenance));
    }
  }

  private void keep(
      WeightedNetwork folded,
      ArtifactFormat format,
      Precision precision,
      Map<String, String> provenance) {
    try {
      VerifiedTorchScript file =
          VerifiedTorchScript.encode(
              folded.network(), folded.weights(), precision, images.sample(PROOF_IMAGES), threads);
      provenance.put(Provenance.artifact(format), artifacts.put(file.file(), format).hash());
      provenance.put(Provenance.sameClass(format), Double.toString(file.agreement().sameClass()));
    } catch (TorchScriptException | ModelRefusedException | IllegalArgumentException refused) {
      provenance.put(Provenance.refused(format), String.valueOf(refused.getMessage()));
    }
  }
}
