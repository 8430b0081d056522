package io.paretune.evaluators.family;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Window;

/**
 * The block of MobileNetV2 (Sandler et al. 2018, doi:10.1109/CVPR.2018.00474, figure 4d): a 1 x 1
 * convolution that widens, a depthwise one, and a 1 x 1 convolution that narrows again and has no
 * activation; the block's input is added where shapes agree. Without widening (expansion 1) there
 * is no first convolution.
 *
 * <p>With squeeze and excitation (Hu et al. 2018, doi:10.1109/CVPR.2018.00745), as MobileNetV3 has
 * it (Howard et al. 2019, doi:10.1109/ICCV.2019.00140, figure 4): the depthwise convolution's
 * activations are averaged over the image, led through two 1 x 1 convolutions with a rectifier
 * between them and a hard sigmoid behind, and multiply the channels that they came from.
 *
 * @param channels of the output
 * @param kernel of the depthwise convolution, odd
 * @param stride of the depthwise convolution
 * @param expansion the depthwise convolution has this many times the input's channels
 * @param squeezed channels between the two convolutions of the squeeze and excitation, as a share
 *     of the depthwise convolution's, in [0, 1); rounded to a multiple of {@value #MULTIPLE}, at
 *     least one. 0 leaves squeeze and excitation out
 * @param activation after the first two convolutions
 */
record InvertedBottleneck(
    int channels,
    int kernel,
    int stride,
    int expansion,
    double squeezed,
    ActivationKind activation) {

  private static final int MULTIPLE = 8;

  void appendTo(NetworkBuilder net) {
    String start = net.at();
    Shape before = net.shape();
    if (expansion > 1) {
      int wide = Math.multiplyExact(before.channels(), expansion);
      net.role("expand").conv(wide, 1).batchNorm().activation(activation);
    }
    net.role("depthwise").depthwise(kernel, stride).batchNorm().activation(activation);
    if (squeezed > 0) {
      gate(net);
    }
    net.role("project").conv(channels, 1).batchNorm();
    if (stride == 1 && net.shape().equals(before)) {
      net.role("shortcut").add(start);
    }
  }

  private void gate(NetworkBuilder net) {
    String gated = net.at();
    int wide = net.shape().channels();
    int narrow = (int) Math.max(1, Math.round(wide * squeezed / MULTIPLE)) * MULTIPLE;
    net.role("squeeze").globalAveragePool().conv(narrow, Window.same(1), 1, true).relu();
    net.role("excite").conv(wide, Window.same(1), 1, true);
    String gate = net.activation(ActivationKind.HARD_SIGMOID).at();
    net.from(gated).join("gate", new Elementwise.Multiply(), gate);
  }
}
