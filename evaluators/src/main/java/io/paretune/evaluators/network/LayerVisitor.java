package io.paretune.evaluators.network;

/**
 * One answer for each kind of layer. A new layer does not compile before every complete visitor
 * knows it: the trainable form, the reference, both exports, the latency tables. What cares about a
 * few kinds only is a {@link Otherwise}.
 *
 * @param <R> the answer
 */
public interface LayerVisitor<R> extends Movement.Visitor<R> {

  /** A convolution. */
  R conv2d(Layer.Conv2d layer);

  /** A fully connected layer. */
  R linear(Layer.Linear layer);

  /** A batch normalisation. */
  R batchNorm(Layer.BatchNorm layer);

  /** A non-linearity. */
  R activation(Layer.Activation layer);

  /** A pool over a sliding window. */
  R pool(Layer.Pool layer);

  /** The mean over the image. */
  R globalAveragePool(Layer.GlobalAveragePool layer);

  /** A sum. */
  R add(Layer.Add layer);

  /** Values one after the other. */
  R concat(Layer.Concat layer);

  /** An image as a vector. */
  R flatten(Layer.Flatten layer);

  /** Probabilities of scores. */
  R softmax(Layer.Softmax layer);

  /** A normalisation over neighbouring channels. */
  R localResponseNorm(Layer.LocalResponseNorm layer);

  /** The input as it is. */
  R identity(Layer.Identity layer);

  /** Random zeroing. */
  R dropout(Layer.Dropout layer);

  /** A rectifier with a slope below 0. */
  R leakyRelu(Elementwise.LeakyRelu layer);

  /** A bounded value. */
  R clip(Elementwise.Clip layer);

  /** A constant map of each channel. */
  R affine(Elementwise.Affine layer);

  /** A product. */
  R multiply(Elementwise.Multiply layer);

  /** A transposed convolution. */
  R convTranspose2d(Upsampling.ConvTranspose2d layer);

  /** An image at another size. */
  R resize(Upsampling.Resize layer);

  /** A learned vector for each id. */
  R embedding(TokenLayer.Embedding layer);

  /** Learned tokens in front. */
  R prependTokens(TokenLayer.PrependTokens layer);

  /** A learned vector for each place. */
  R addPositions(TokenLayer.AddPositions layer);

  /** A normalisation of each token. */
  R layerNorm(TokenLayer.LayerNorm layer);

  /** Heads of attention. */
  R attention(TokenLayer.Attention layer);

  /** The mean of all tokens. */
  R tokenMean(TokenLayer.TokenMean layer);

  /**
   * A visitor with one answer for all kinds that it does not name.
   *
   * @param <R> the answer
   */
  interface Otherwise<R> extends LayerVisitor<R> {

    /** The answer for any other layer. */
    R otherwise(Layer layer);

    /** The answer for any layer that only moves values. */
    default R movement(Movement layer) {
      return otherwise(layer);
    }

    @Override
    default R conv2d(Layer.Conv2d layer) {
      return otherwise(layer);
    }

    @Override
    default R linear(Layer.Linear layer) {
      return otherwise(layer);
    }

    @Override
    default R batchNorm(Layer.BatchNorm layer) {
      return otherwise(layer);
    }

    @Override
    default R activation(Layer.Activation layer) {
      return otherwise(layer);
    }

    @Override
    default R pool(Layer.Pool layer) {
      return otherwise(layer);
    }

    @Override
    default R globalAveragePool(Layer.GlobalAveragePool layer) {
      return otherwise(layer);
    }

    @Override
    default R add(Layer.Add layer) {
      return otherwise(layer);
    }

    @Override
    default R concat(Layer.Concat layer) {
      return otherwise(layer);
    }

    @Override
    default R flatten(Layer.Flatten layer) {
      return otherwise(layer);
    }

    @Override
    default R softmax(Layer.Softmax layer) {
      return otherwise(layer);
    }

    @Override
    default R localResponseNorm(Layer.LocalResponseNorm layer) {
      return otherwise(layer);
    }

    @Override
    default R identity(Layer.Identity layer) {
      return otherwise(layer);
    }

    @Override
    default R dropout(Layer.Dropout layer) {
      return otherwise(layer);
    }

    @Override
    default R leakyRelu(Elementwise.LeakyRelu layer) {
      return otherwise(layer);
    }

    @Override
    default R clip(Elementwise.Clip layer) {
      return otherwise(layer);
    }

    @Override
    default R affine(Elementwise.Affine layer) {
      return otherwise(layer);
    }

    @Override
    default R multiply(Elementwise.Multiply layer) {
      return otherwise(layer);
    }

    @Override
    default R convTranspose2d(Upsampling.ConvTranspose2d layer) {
      return otherwise(layer);
    }

    @Override
    default R resize(Upsampling.Resize layer) {
      return otherwise(layer);
    }

    @Override
    default R embedding(TokenLayer.Embedding layer) {
      return otherwise(layer);
    }

    @Override
    default R prependTokens(TokenLayer.PrependTokens layer) {
      return otherwise(layer);
    }

    @Override
    default R addPositions(TokenLayer.AddPositions layer) {
      return otherwise(layer);
    }

    @Override
    default R layerNorm(TokenLayer.LayerNorm layer) {
      return otherwise(layer);
    }

    @Override
    default R attention(TokenLayer.Attention layer) {
      return otherwise(layer);
    }

    @Override
    default R tokenMean(TokenLayer.TokenMean layer) {
      return otherwise(layer);
    }

    @Override
    default R pad(Movement.Pad layer) {
      return movement(layer);
    }

    @Override
    default R crop(Movement.Crop layer) {
      return movement(layer);
    }

    @Override
    default R selectChannels(Movement.SelectChannels layer) {
      return movement(layer);
    }

    @Override
    default R unflatten(Movement.Unflatten layer) {
      return movement(layer);
    }

    @Override
    default R imageTokens(Movement.ImageTokens layer) {
      return movement(layer);
    }

    @Override
    default R oneToken(Movement.OneToken layer) {
      return movement(layer);
    }

    @Override
    default R tokenImage(Movement.TokenImage layer) {
      return movement(layer);
    }

    @Override
    default R selectTokens(Movement.SelectTokens layer) {
      return movement(layer);
    }
  }
}
