package io.paretune.evaluators.latency.kernel;

import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Upsampling;
import java.util.Locale;

/**
 * The name in tables of a layer's kernel. Layers that tables have no kernel for are refused; those
 * that take no time, and products, never come here.
 */
final class KernelOperator implements LayerVisitor<String> {

  static final KernelOperator NAMES = new KernelOperator();

  private KernelOperator() {}

  @Override
  public String conv2d(Layer.Conv2d layer) {
    return "conv";
  }

  @Override
  public String linear(Layer.Linear layer) {
    return "linear";
  }

  @Override
  public String batchNorm(Layer.BatchNorm layer) {
    return "batch-norm";
  }

  @Override
  public String activation(Layer.Activation layer) {
    return layer.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String pool(Layer.Pool layer) {
    return layer.kind() == Layer.PoolKind.MAX ? "max-pool" : "average-pool";
  }

  @Override
  public String globalAveragePool(Layer.GlobalAveragePool layer) {
    return "global-average-pool";
  }

  @Override
  public String add(Layer.Add layer) {
    return "add";
  }

  @Override
  public String softmax(Layer.Softmax layer) {
    return "softmax";
  }

  @Override
  public String concat(Layer.Concat layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String flatten(Layer.Flatten layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String localResponseNorm(Layer.LocalResponseNorm layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String identity(Layer.Identity layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String dropout(Layer.Dropout layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String leakyRelu(Elementwise.LeakyRelu layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String clip(Elementwise.Clip layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String affine(Elementwise.Affine layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String multiply(Elementwise.Multiply layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String pad(Movement.Pad layer) {
    return "pad";
  }

  @Override
  public String crop(Movement.Crop layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String selectChannels(Movement.SelectChannels layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String unflatten(Movement.Unflatten layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String convTranspose2d(Upsampling.ConvTranspose2d layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String resize(Upsampling.Resize layer) {
    throw Kernel.unknown(layer);
  }

  @Override
  public String embedding(TokenLayer.Embedding layer) {
    return "embedding";
  }

  @Override
  public String prependTokens(TokenLayer.PrependTokens layer) {
    return "prepend-tokens";
  }

  @Override
  public String addPositions(TokenLayer.AddPositions layer) {
    return "positions";
  }

  @Override
  public String layerNorm(TokenLayer.LayerNorm layer) {
    return "layer-norm";
  }

  @Override
  public String attention(TokenLayer.Attention layer) {
    return "attention";
  }

  @Override
  public String tokenMean(TokenLayer.TokenMean layer) {
    return "token-mean";
  }

  @Override
  public String imageTokens(Movement.ImageTokens layer) {
    return "image-tokens";
  }

  @Override
  public String tokenImage(Movement.TokenImage layer) {
    return "token-image";
  }

  @Override
  public String selectTokens(Movement.SelectTokens layer) {
    return "select-tokens";
  }

  @Override
  public String oneToken(Movement.OneToken layer) {
    return "one-token";
  }
}
