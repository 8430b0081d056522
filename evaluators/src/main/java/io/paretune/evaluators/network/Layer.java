package io.paretune.evaluators.network;

import static io.paretune.evaluators.network.Inputs.channelsFirst;
import static io.paretune.evaluators.network.Inputs.image;
import static io.paretune.evaluators.network.Inputs.matching;
import static io.paretune.evaluators.network.Inputs.one;
import static io.paretune.evaluators.network.Inputs.positive;
import static io.paretune.evaluators.network.Inputs.several;

import io.paretune.evaluators.network.TensorSpec.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One operation of a network, without weights: what shapes it makes, which tensors it needs and
 * what it costs. Immutable values.
 */
public sealed interface Layer
    permits Layer.Conv2d,
        Layer.Linear,
        Layer.BatchNorm,
        Layer.Activation,
        Layer.Pool,
        Layer.GlobalAveragePool,
        Layer.Add,
        Layer.Concat,
        Layer.Flatten,
        Layer.Softmax,
        Layer.LocalResponseNorm,
        Layer.Identity,
        Layer.Dropout,
        Elementwise,
        Movement,
        TokenLayer,
        Upsampling {

  /**
   * The output's shape.
   *
   * @throws IllegalArgumentException if the inputs do not fit this layer
   */
  Shape infer(List<Shape> inputs);

  /** What the visitor answers for this kind of layer. */
  <R> R accept(LayerVisitor<R> visitor);

  /** Whether it is a convolution or a fully connected layer: a matrix of weights. */
  default boolean weighted() {
    return false;
  }

  /** Whether it has a table of which an example reads a few rows. */
  default boolean looksUp() {
    return false;
  }

  /** Whether it is a convolution. */
  default boolean convolves() {
    return false;
  }

  /** Whether it has weights and each channel (feature) of its output reads all of its input's. */
  default boolean dense() {
    return false;
  }

  /**
   * Whether it is a convolution of each channel alone, whose input and output channels are one and
   * the same.
   */
  default boolean depthwise() {
    return false;
  }

  /** The same layer with a bias, if it is one that can have a bias. */
  default Layer biased() {
    return this;
  }

  /** Whether its output has exactly the input's values once trained, perhaps in another shape. */
  default boolean passes() {
    return false;
  }

  /** Whether it maps each value by itself, and not along a straight line. */
  default boolean nonLinear() {
    return false;
  }

  /** Whether it is a rectifier, bounded or not. */
  default boolean rectifies() {
    return false;
  }

  /** The tensors that this layer needs, by role, with their shapes, in canonical order. */
  default Map<Role, List<Integer>> tensors() {
    return Map.of();
  }

  /**
   * Multiply-accumulate operations for one example. Only convolutions, linear layers and attention
   * count; the field's convention leaves normalisation, activations, adds and pools out.
   *
   * @throws ArithmeticException if it overflows a {@code long}
   */
  default long multiplyAdds(List<Shape> inputs) {
    return 0;
  }

  /**
   * A two-dimensional convolution (cross-correlation), zero padded.
   *
   * @param inputs input channels, a multiple of {@code groups}
   * @param outputs output channels, a multiple of {@code groups}
   * @param window kernel, stride, padding, dilation
   * @param groups 1 is dense, {@code inputs} is depthwise
   * @param bias whether it has an offset
   */
  record Conv2d(int inputs, int outputs, Window window, int groups, boolean bias) implements Layer {
    /** Checks that the groups divide the channels. */
    public Conv2d {
      positive("inputs", inputs);
      positive("outputs", outputs);
      positive("groups", groups);
      if (inputs % groups != 0 || outputs % groups != 0) {
        throw new IllegalArgumentException(
            "groups must divide inputs and outputs, got groups=%d, inputs=%d, outputs=%d"
                .formatted(groups, inputs, outputs));
      }
    }

    @Override
    public boolean convolves() {
      return true;
    }

    @Override
    public boolean dense() {
      return groups == 1;
    }

    @Override
    public boolean depthwise() {
      return groups > 1 && groups == inputs && groups == outputs;
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Image in = image(this, one(this, shapes));
      matching(this, "inputs", inputs, in);
      return Shape.image(outputs, window.outputHeight(in.height()), window.outputWidth(in.width()));
    }

    @Override
    public Map<Role, List<Integer>> tensors() {
      Map<Role, List<Integer>> tensors = new LinkedHashMap<>();
      tensors.put(
          Role.WEIGHT,
          List.of(outputs, inputs / groups, window.kernelHeight(), window.kernelWidth()));
      if (bias) {
        tensors.put(Role.BIAS, List.of(outputs));
      }
      return tensors;
    }

    @Override
    public long multiplyAdds(List<Shape> shapes) {
      long perOutput = Math.multiplyExact((long) (inputs / groups), (long) window.area());
      return Math.multiplyExact(perOutput, (long) infer(shapes).elements());
    }

    @Override
    public boolean weighted() {
      return true;
    }

    @Override
    public Layer biased() {
      return new Conv2d(inputs, outputs, window, groups, true);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.conv2d(this);
    }
  }

  /**
   * A fully connected layer on a vector, or on each token of a sequence: {@code y = W x + b}.
   *
   * @param inputs input features
   * @param outputs output features
   * @param bias whether it has an offset
   */
  record Linear(int inputs, int outputs, boolean bias) implements Layer {
    /** Checks the ranges. */
    public Linear {
      positive("inputs", inputs);
      positive("outputs", outputs);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape in = one(this, shapes);
      if (in instanceof Shape.Image) {
        throw new IllegalArgumentException(
            "a linear layer must have a vector or tokens as input, got %s; put Flatten before it"
                .formatted(in));
      }
      matching(this, "inputs", inputs, in);
      return in instanceof Shape.Sequence tokens
          ? Shape.sequence(tokens.tokens(), outputs)
          : Shape.vector(outputs);
    }

    @Override
    public Map<Role, List<Integer>> tensors() {
      Map<Role, List<Integer>> tensors = new LinkedHashMap<>();
      tensors.put(Role.WEIGHT, List.of(outputs, inputs));
      if (bias) {
        tensors.put(Role.BIAS, List.of(outputs));
      }
      return tensors;
    }

    @Override
    public long multiplyAdds(List<Shape> shapes) {
      return Math.multiplyExact((long) inputs, (long) infer(shapes).elements());
    }

    @Override
    public boolean dense() {
      return true;
    }

    @Override
    public boolean weighted() {
      return true;
    }

    @Override
    public Layer biased() {
      return new Linear(inputs, outputs, true);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.linear(this);
    }
  }

  /**
   * Batch normalisation over the channel axis: {@code gamma (x - mean) / sqrt(variance + epsilon) +
   * beta} (Ioffe and Szegedy 2015).
   *
   * @param channels length of the channel axis
   * @param epsilon added to the variance, over 0
   * @param momentum weight of a new batch in the running statistics, in (0, 1] (PyTorch's
   *     convention)
   */
  record BatchNorm(int channels, double epsilon, double momentum) implements Layer {
    /** Checks the ranges. */
    public BatchNorm {
      positive("channels", channels);
      if (!(epsilon > 0 && epsilon < 1)) {
        throw new IllegalArgumentException("epsilon must lie in (0, 1), got " + epsilon);
      }
      if (!(momentum > 0 && momentum <= 1)) {
        throw new IllegalArgumentException("momentum must lie in (0, 1], got " + momentum);
      }
    }

    /** Epsilon 1e-5 and momentum 0.1. */
    public static BatchNorm of(int channels) {
      return new BatchNorm(channels, 1e-5, 0.1);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape in = channelsFirst(this, one(this, shapes));
      matching(this, "channels", channels, in);
      return in;
    }

    @Override
    public Map<Role, List<Integer>> tensors() {
      Map<Role, List<Integer>> tensors = new LinkedHashMap<>();
      for (Role role : List.of(Role.GAMMA, Role.BETA, Role.RUNNING_MEAN, Role.RUNNING_VARIANCE)) {
        tensors.put(role, List.of(channels));
      }
      return tensors;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.batchNorm(this);
    }
  }

  /**
   * An element-wise non-linearity.
   *
   * @param kind which one
   */
  record Activation(ActivationKind kind) implements Layer {
    @Override
    public Shape infer(List<Shape> shapes) {
      return one(this, shapes);
    }

    @Override
    public boolean nonLinear() {
      return true;
    }

    @Override
    public boolean rectifies() {
      return kind == ActivationKind.RELU || kind == ActivationKind.RELU6;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.activation(this);
    }
  }

  /** How a pool joins the values under its window. */
  enum PoolKind {
    /** The largest value; padding never wins. */
    MAX,
    /** The mean of the values inside the image; padding is not counted. */
    AVERAGE
  }

  /**
   * A pool over a sliding window.
   *
   * @param kind maximum or average
   * @param window kernel, stride, padding (at most half the kernel); dilation must be 1
   */
  record Pool(PoolKind kind, Window window) implements Layer {
    /** Checks that every window position touches the image. */
    public Pool {
      if (window.paddingHeight() > window.kernelHeight() / 2
          || window.paddingWidth() > window.kernelWidth() / 2) {
        throw new IllegalArgumentException(
            "a pool's padding must be at most half its kernel, got " + window);
      }
      if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
        throw new IllegalArgumentException("a pool's dilation must be 1, got " + window);
      }
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Image in = image(this, one(this, shapes));
      return Shape.image(
          in.channels(), window.outputHeight(in.height()), window.outputWidth(in.width()));
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.pool(this);
    }
  }

  /** The mean of each channel over the whole image; the output is {@code channels x 1 x 1}. */
  record GlobalAveragePool() implements Layer {
    @Override
    public Shape infer(List<Shape> shapes) {
      return Shape.image(image(this, one(this, shapes)).channels(), 1, 1);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.globalAveragePool(this);
    }
  }

  /** The element-wise sum of two or more inputs of the same shape. */
  record Add() implements Layer {
    @Override
    public Shape infer(List<Shape> shapes) {
      several(this, shapes);
      for (Shape shape : shapes) {
        if (!shape.equals(shapes.get(0))) {
          throw new IllegalArgumentException(
              "the inputs of Add must have one shape, got " + shapes);
        }
      }
      return shapes.get(0);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.add(this);
    }
  }

  /** The inputs one after the other along the channel axis; rows and columns must agree. */
  record Concat() implements Layer {
    @Override
    public Shape infer(List<Shape> shapes) {
      several(this, shapes);
      List<Integer> extents = new ArrayList<>();
      long channels = 0;
      for (Shape shape : shapes) {
        channels += channelsFirst(this, shape).channels();
        List<Integer> extent =
            shape instanceof Shape.Image image ? List.of(image.height(), image.width()) : List.of();
        if (extents.isEmpty()) {
          extents.addAll(extent);
        }
        if (!extent.equals(extents)) {
          throw new IllegalArgumentException(
              "the inputs of Concat must agree in height and width, got " + shapes);
        }
      }
      return extents.isEmpty()
          ? Shape.vector(Math.toIntExact(channels))
          : Shape.image(Math.toIntExact(channels), extents.get(0), extents.get(1));
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.concat(this);
    }
  }

  /** The image as a vector, channel by channel, row by row. */
  record Flatten() implements Layer {
    @Override
    public Shape infer(List<Shape> shapes) {
      return Shape.vector(channelsFirst(this, one(this, shapes)).elements());
    }

    @Override
    public boolean passes() {
      return true;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.flatten(this);
    }
  }

  /**
   * Probabilities of a vector of scores, {@code exp(x) / sum exp(x)}, or their logarithms. As the
   * last layer it stays out of training: a loss reads the scores before it.
   *
   * @param log whether to give logarithms
   */
  record Softmax(boolean log) implements Layer {
    @Override
    public Shape infer(List<Shape> shapes) {
      if (one(this, shapes) instanceof Shape.Vector vector) {
        return vector;
      }
      throw new IllegalArgumentException(
          "a softmax must have a vector as input, got %s; put Flatten before it"
              .formatted(shapes.get(0)));
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.softmax(this);
    }
  }

  /**
   * Local response normalisation, {@code x / (bias + alpha / size * sum of squares) ^ beta}, the
   * sum over {@code size} neighbouring channels at the same place, itself in the middle; there are
   * none beyond the ends (Krizhevsky et al. 2012, doi:10.1145/3065386, section 3.3, with alpha
   * divided by the size as in Caffe, PyTorch and ONNX).
   *
   * @param size channels in a sum, odd
   * @param alpha weight of the mean square, at least 0
   * @param beta exponent, at least 0
   * @param bias added to the mean square, over 0
   */
  record LocalResponseNorm(int size, double alpha, double beta, double bias) implements Layer {
    private static final int MOST_NEIGHBOURS = 1 << 15;

    /** Checks the ranges. */
    public LocalResponseNorm {
      if (size < 1 || size % 2 == 0 || size > MOST_NEIGHBOURS) {
        throw new IllegalArgumentException(
            "size must be odd and lie in [1, %d], got %d".formatted(MOST_NEIGHBOURS, size));
      }
      if (!(alpha >= 0 && beta >= 0 && bias > 0 && alpha + beta + bias < 1e30)) {
        throw new IllegalArgumentException(
            "alpha and beta must be at least 0 and bias over 0, got alpha=%s, beta=%s, bias=%s"
                .formatted(alpha, beta, bias));
      }
    }

    /** How many channels before and after its own are in a channel's sum. */
    public int reach() {
      return size / 2;
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      return image(this, one(this, shapes));
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.localResponseNorm(this);
    }
  }

  /** The input unchanged. */
  record Identity() implements Layer {
    @Override
    public Shape infer(List<Shape> shapes) {
      return one(this, shapes);
    }

    @Override
    public boolean passes() {
      return true;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.identity(this);
    }
  }

  /**
   * Random zeroing while training, with the kept values scaled up; the identity afterwards.
   *
   * @param rate fraction zeroed, in [0, 1)
   */
  record Dropout(double rate) implements Layer {
    /** Checks the range. */
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException("rate must lie in [0, 1), got " + rate);
      }
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      return one(this, shapes);
    }

    @Override
    public boolean passes() {
      return true;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.dropout(this);
    }
  }
}
