package io.paretune.evaluators.latency.kernel;

import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import java.util.Collections;
import java.util.List;

/**
 * What the runtime executes as one: a layer on an input of some shape, with what is fused into it.
 * Normalisation is folded, a rectifier behind a convolution, a linear layer or an 8-bit sum is
 * free, and so is a sum behind a convolution in floats, but for reading the other term.
 *
 * @param operator what it is: the layer's kind, {@code conv-add} with a sum fused, or {@code
 *     quantise} and {@code dequantise} for the borders between floats and 8 bits, {@code transpose}
 *     for a change of the order of axes, {@code reordered-add} for a sum that cannot be fused,
 *     {@code gate} for a product of an image and one value for each of its channels, {@code
 *     reordered-gate} for one between two changes of the order, {@code add-norm} for a layer
 *     normalisation with a sum fused, {@code masked-} before the kind of a layer that looks past
 *     padding
 * @param layer the layer, with a bias where it can have one; {@link Layer.Identity} for a border
 * @param input the shape that it reads; for a sum that of each term, for a gate the image's, for
 *     attention that of queries, keys and values each
 * @param arithmetic what it computes in; a border's is 8 bits
 */
public record Kernel(String operator, Layer layer, Shape input, KernelPrecision arithmetic) {

  static final String CONV_ADD = "conv-add";
  static final String QUANTISE = "quantise";
  static final String DEQUANTISE = "dequantise";
  static final String TRANSPOSE = "transpose";
  static final String REORDERED_ADD = "reordered-add";
  static final String GATE = "gate";
  static final String REORDERED_GATE = "reordered-gate";
  static final String ADD_NORM = "add-norm";
  private static final String MASKED = "masked-";
  private static final int QUERY_KEY_VALUE = 3;
  static final String NONE = "-";

  /** The kernel of one layer by itself. */
  public static Kernel of(Layer layer, Shape input, KernelPrecision arithmetic) {
    return new Kernel(layer.accept(KernelOperator.NAMES), layer.biased(), input, arithmetic);
  }

  /** A convolution in floats with a sum fused into it. */
  static Kernel convAdd(Layer.Conv2d conv, Shape input, KernelPrecision arithmetic) {
    return new Kernel(CONV_ADD, conv.biased(), input, arithmetic);
  }

  /** A layer normalisation with the sum of two terms fused into it. */
  static Kernel addNorm(TokenLayer.LayerNorm norm, Shape term) {
    return new Kernel(ADD_NORM, norm, term, KernelPrecision.FLOAT);
  }

  /** The kernel of a layer that reads the ids of tokens, too, and looks past padding. */
  static Kernel masked(Layer layer, Shape tokens) {
    return new Kernel(
        MASKED + layer.accept(KernelOperator.NAMES), layer, tokens, KernelPrecision.FLOAT);
  }

  /** Whether it reads the ids of tokens beside them. */
  public boolean isMasked() {
    return operator.startsWith(MASKED);
  }

  /** Whether it is what heads do with their queries, keys and values. */
  public boolean isAttention() {
    return layer instanceof TokenLayer.Attention;
  }

  /** Whether it is a product of each token with weights. */
  public boolean isTokenProduct() {
    return layer.weighted() && input instanceof Shape.Sequence;
  }

  /** Whether it is a sum by itself. */
  public boolean isSum() {
    return layer instanceof Layer.Add;
  }

  /**
   * A sum in floats of what a convolution made, in blocks of channels, and what was made without
   * blocks: not fused, between two changes of the order, with the rectifier behind it.
   */
  public static Kernel reorderedAdd(Shape term) {
    return new Kernel(REORDERED_ADD, new Layer.Add(), term, KernelPrecision.FLOAT);
  }

  /** Whether it is a sum between two changes of the order. */
  public boolean isReorderedAdd() {
    return operator.equals(REORDERED_ADD);
  }

  /**
   * A product of an image and a gate for each of its channels.
   *
   * @param inputs the image's shape, then the gate's
   * @param reordered whether convolutions made the image and read the product, both in blocks of
   *     channels, in which the runtime has no such product
   * @throws IllegalArgumentException for any other product, of which tables have no kernel
   */
  static Kernel gate(List<Shape> inputs, boolean reordered, KernelPrecision arithmetic) {
    Shape image = inputs.get(0);
    if (inputs.size() != 2
        || !(image instanceof Shape.Image)
        || !inputs.get(1).equals(gateOf(image))) {
      throw unknown(new Elementwise.Multiply());
    }
    return new Kernel(
        reordered ? REORDERED_GATE : GATE, new Elementwise.Multiply(), image, arithmetic);
  }

  /** The shape of what gates an image's channels. */
  public static Shape gateOf(Shape image) {
    return Shape.image(image.channels(), 1, 1);
  }

  /** Whether it is a product of an image and a gate for each of its channels. */
  public boolean isGate() {
    return layer instanceof Elementwise.Multiply;
  }

  /** Whether it is such a product between two changes of the order. */
  public boolean isReorderedGate() {
    return operator.equals(REORDERED_GATE);
  }

  /** The border at which a value gets 8 bits, or loses them. */
  public static Kernel border(boolean quantise, Shape value) {
    return new Kernel(
        quantise ? QUANTISE : DEQUANTISE, new Layer.Identity(), value, KernelPrecision.INT8);
  }

  /** The border at which tokens get 8 bits, on a grid that is found while running. */
  static Kernel dynamicBorder(Shape tokens) {
    return new Kernel(QUANTISE, new Layer.Identity(), tokens, KernelPrecision.DYNAMIC);
  }

  /** The change of a value of 8 bits from channels first to channels last, or back. */
  public static Kernel transpose(Shape value) {
    return new Kernel(TRANSPOSE, new Layer.Identity(), value, KernelPrecision.INT8);
  }

  /** Whether it changes the order of axes. */
  public boolean isTranspose() {
    return operator.equals(TRANSPOSE);
  }

  /** Whether the order of axes makes a difference for a value. */
  public static boolean hasOrder(Shape value) {
    return value instanceof Shape.Image image && image.height() * image.width() > 1;
  }

  /** Whether it is a border between floats and 8 bits. */
  public boolean isBorder() {
    return operator.equals(QUANTISE) || operator.equals(DEQUANTISE);
  }

  /**
   * Whether it is a border that a value crosses in both ways. Tokens cross it in one: what products
   * make of them is float.
   */
  public boolean isCrossedBack() {
    return isBorder() && !(input instanceof Shape.Sequence);
  }

  /** Whether it is a convolution or a normalisation that takes a sum in. */
  public boolean sumFused() {
    return operator.equals(CONV_ADD) || operator.equals(ADD_NORM);
  }

  /** Whether it is a convolution, with a sum or without. */
  public boolean isConvolution() {
    return layer instanceof Layer.Conv2d;
  }

  /** The shape that it makes. */
  public Shape output() {
    if (isGate()) {
      return layer.infer(List.of(input, gateOf(input)));
    }
    int inputs = isAttention() ? QUERY_KEY_VALUE : isSum() ? 2 : 1;
    return layer.infer(Collections.nCopies(inputs, input));
  }

  /** Multiply-adds of one run. */
  public long multiplyAdds() {
    return layer.multiplyAdds(List.of(input));
  }

  /**
   * The cells of its row that say what it is, in the order of {@link LatencyTable#COLUMNS}, joined
   * by commas, of which no cell has one.
   */
  public String key() {
    return String.join(
        ",",
        operator,
        input instanceof Shape.Ids ids ? Integer.toString(ids.tokens()) : input.toString(),
        Integer.toString(output().channels()),
        layer.accept(KernelWindow.TEXTS),
        layer instanceof Layer.Conv2d conv ? Integer.toString(conv.groups()) : NONE,
        layer instanceof TokenLayer.Attention heads ? Integer.toString(heads.heads()) : NONE,
        arithmetic.label());
  }

  /** Whether an activation is free behind a convolution in floats: rectifiers, and what gates. */
  static boolean activates(Layer layer) {
    return layer.rectifies()
        || (layer instanceof Layer.Activation activation
            && activation.kind() == ActivationKind.HARD_SIGMOID);
  }

  static IllegalArgumentException unknown(Layer layer) {
    return new IllegalArgumentException(
        "tables have no kernel for %s; measure such networks instead".formatted(layer));
  }
}
