package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.runtime.batch.BatchModel;

/**
 * A TorchScript file that has been run: PyTorch loaded it, and its scores are those that ONNX
 * Runtime computes for the same network in 32 bits, on real examples.
 *
 * <p>Tolerated is a largest difference, as a fraction of an example's largest score, of 1e-5 in
 * FLOAT32, 0.02 in FLOAT16 and 0.1 in BFLOAT16; and another class for 2 %, 2 % and 5 % of the
 * examples (in 32 bits only a tie can have one). Immutable.
 */
public final class VerifiedTorchScript {

  private final byte[] bytes;
  private final Agreement agreement;

  private VerifiedTorchScript(byte[] bytes, Agreement agreement) {
    this.bytes = bytes;
    this.agreement = agreement;
  }

  /**
   * Writes a network and proves what was written.
   *
   * @param examples {@code float[n][elements]}, preprocessed, n at least 1
   * @param threads threads of ONNX Runtime
   * @throws TorchScriptException if PyTorch refuses the file, or its scores are not the network's
   * @throws IllegalArgumentException if the weights do not fit the network or the precision
   */
  public static VerifiedTorchScript encode(
      Network network, Weights weights, Precision precision, float[][] examples, int threads) {
    byte[] file = TorchScriptExport.encode(network, weights, precision);
    float[][] expected;
    try (BatchModel onnx = BatchModel.onnx(OnnxExport.encode(network, weights), threads)) {
      expected = onnx.logits(examples);
    }
    try (BatchModel torch = BatchModel.torchScript(file, TorchInput.of(network.input()))) {
      Agreement agreement = Agreement.of(expected, torch.logits(examples));
      require(agreement, precision, examples.length);
      return new VerifiedTorchScript(file, agreement);
    }
  }

  private static void require(Agreement agreement, Precision precision, int examples) {
    double difference = largestDifference(precision);
    double others = largestShareOfOthers(precision);
    if (!(agreement.worst() <= difference) || agreement.sameClass() < 1 - others) {
      throw new TorchScriptException(
          "the file in %s must compute what the network does, within %s and with the same class for %s of the examples; on %d it differs by %s and gives the same class for %s"
              .formatted(
                  precision,
                  difference,
                  1 - others,
                  examples,
                  agreement.worst(),
                  agreement.sameClass()));
    }
  }

  private static double largestDifference(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> 1e-5;
      case FLOAT16 -> 0.02;
      case BFLOAT16 -> 0.1;
    };
  }

  private static double largestShareOfOthers(Precision precision) {
    return switch (precision) {
      case FLOAT32, FLOAT16 -> 0.02;
      case BFLOAT16 -> 0.05;
    };
  }

  /** A copy of the file's content. */
  public byte[] file() {
    return bytes.clone();
  }

  /** How its scores agree with those of the network in 32 bits. */
  public Agreement agreement() {
    return agreement;
  }
}
