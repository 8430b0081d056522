package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Tensor;
import java.util.Optional;

/**
 * Takes the mean error that rounded weights make back out of the output, by way of the bias: {@code
 * b' = b + sum((w - w') E[x])}, with the inputs' means from calibration (Nagel et al. 2019,
 * "Data-free quantization through weight equalization and bias correction", arXiv:1906.04721,
 * section 4.2). Borders of padded convolutions are taken for the inside, as there.
 */
final class BiasCorrection {

  private BiasCorrection() {}

  /**
   * The corrected bias, {@code [outputs]}.
   *
   * @param layer a convolution or linear layer
   * @param weight as trained, {@code [outputs, inputs / groups, ...]}
   * @param restored what the rounded weights stand for, in the same order
   * @param bias as trained; zero if absent
   * @param means of the input's channels
   */
  static Tensor of(
      Layer layer, Tensor weight, float[] restored, Optional<Tensor> bias, double[] means) {
    int outputs = weight.axis(0);
    int groups = layer instanceof Layer.Conv2d conv ? conv.groups() : 1;
    int inputs = weight.axis(1);
    int perOutput = weight.size() / outputs;
    int perInput = perOutput / inputs;
    float[] corrected = new float[outputs];
    for (int o = 0; o < outputs; o++) {
      int firstInput = o / (outputs / groups) * inputs;
      double error = 0;
      for (int i = 0; i < perOutput; i++) {
        int index = o * perOutput + i;
        error += ((double) weight.at(index) - restored[index]) * means[firstInput + i / perInput];
      }
      corrected[o] = (float) ((bias.isPresent() ? bias.get().at(o) : 0) + error);
    }
    return Tensor.of(corrected, outputs);
  }
}
