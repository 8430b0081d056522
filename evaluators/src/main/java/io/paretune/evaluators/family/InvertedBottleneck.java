package io.paretune.evaluators.family;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;

/**
 * The block of MobileNetV2 (Sandler et al. 2018, doi:10.1109/CVPR.2018.00474, figure 4d): a 1 x 1
 * convolution that widens, a depthwise one, and a 1 x 1 convolution that narrows again and has no
 * activation; the block's input is added where shapes agree. Without widening (expansion 1) there
 * is no first convolution.
 *
 * @param channels of the output
 * @param kernel of the depthwise convolution, odd
 * @param stride of the depthwise convolution
 * @param expansion the depthwise convolution has this many times the input's channels
 * @param activation after the first two convolutions
 */
record InvertedBottleneck(
    int channels, int kernel, int stride, int expansion, ActivationKind activation) {

  void appendTo(NetworkBuilder net) {
    String start = net.at();
    Shape before = net.shape();
    if (expansion > 1) {
      int wide = Math.multiplyExact(before.channels(), expansion);
      net.conv(wide, 1).batchNorm().activation(activation);
    }
    net.depthwise(kernel, stride).batchNorm().activation(activation);
    net.conv(channels, 1).batchNorm();
    if (stride == 1 && net.shape().equals(before)) {
      net.add(start);
    }
  }
}
