package io.paretune.evaluators.trial;

import io.paretune.evaluators.artifact.ArtifactFormat;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.torchscript.Precision;
import io.paretune.evaluators.torchscript.TorchScriptException;
import io.paretune.evaluators.torchscript.VerifiedTorchScript;
import io.paretune.hardware.ModelRefusedException;
import java.util.List;
import java.util.Map;

/** The TorchScript files that a trial keeps beside the file that is measured. */
final class TorchScriptFiles {

  private TorchScriptFiles() {}

  /**
   * Writes the trained network, batch normalisation folded, in the formats asked for. A file is
   * kept only if it computes what the network does; if not, the provenance says why there is none,
   * and the trial goes on: what it measures is another file.
   *
   * @param images real examples to compare on
   */
  static void keep(
      WeightedNetwork trained,
      List<ArtifactFormat> formats,
      float[][] images,
      int threads,
      ArtifactSink artifacts,
      Map<String, String> provenance) {
    WeightedNetwork folded = FoldBatchNorm.fold(trained.network(), trained.weights());
    for (ArtifactFormat format : formats) {
      if (format.precision().isPresent()) {
        Precision precision = format.precision().get();
        try {
          VerifiedTorchScript file =
              VerifiedTorchScript.encode(
                  folded.network(), folded.weights(), precision, images, threads);
          provenance.put(Provenance.artifact(format), artifacts.put(file.file(), format).hash());
          provenance.put(
              Provenance.sameClass(format), Double.toString(file.agreement().sameClass()));
        } catch (TorchScriptException | ModelRefusedException | IllegalArgumentException refused) {
          provenance.put(Provenance.refused(format), String.valueOf(refused.getMessage()));
        }
      }
    }
  }
}
