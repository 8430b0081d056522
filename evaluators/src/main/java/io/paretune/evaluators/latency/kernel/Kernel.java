package io.paretune.evaluators.latency.kernel;

import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Window;
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
 *     reordered-gate} for one between two changes of the order
 * @param layer the layer, with a bias where it can have one; {@link Layer.Identity} for a border
 * @param input the shape that it reads; for a sum that of each term, for a gate the image's
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
  private static final String NONE = "-";

  /** The kernel of one layer by itself. */
  public static Kernel of(Layer layer, Shape input, KernelPrecision arithmetic) {
    return new Kernel(layer.accept(KernelOperator.NAMES), layer.biased(), input, arithmetic);
  }

  /** A convolution in floats with a sum fused into it. */
  static Kernel convAdd(Layer.Conv2d conv, Shape input, KernelPrecision arithmetic) {
    return new Kernel(CONV_ADD, conv.biased(), input, arithmetic);
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

  /** Whether it is a convolution that takes a sum in. */
  public boolean sumFused() {
    return operator.equals(CONV_ADD);
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
    return layer.infer(layer instanceof Layer.Add ? List.of(input, input) : List.of(input));
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
        input.toString(),
        Integer.toString(output().channels()),
        window(),
        layer instanceof Layer.Conv2d conv ? Integer.toString(conv.groups()) : NONE,
        arithmetic.label());
  }

  private String window() {
    if (layer instanceof Layer.Conv2d conv) {
      return text(conv.window());
    }
    return layer instanceof Layer.Pool pool ? text(pool.window()) : NONE;
  }

  /**
   * For instance {@code 3x3/2} for a stride of 2, with {@code p} padding and {@code d} dilation.
   */
  private static String text(Window window) {
    StringBuilder text = new StringBuilder();
    text.append(window.kernelHeight()).append('x').append(window.kernelWidth());
    pair(text, "/", window.strideHeight(), window.strideWidth(), 1);
    pair(text, "p", window.paddingHeight(), window.paddingWidth(), 0);
    pair(text, "d", window.dilationHeight(), window.dilationWidth(), 1);
    return text.toString();
  }

  private static void pair(StringBuilder text, String mark, int rows, int columns, int usual) {
    if (rows != usual || columns != usual) {
      text.append(mark).append(rows);
      if (rows != columns) {
        text.append('x').append(columns);
      }
    }
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
