package io.paretune.evaluators.network;

import static io.paretune.evaluators.network.Inputs.image;
import static io.paretune.evaluators.network.Inputs.matching;
import static io.paretune.evaluators.network.Inputs.one;
import static io.paretune.evaluators.network.Inputs.positive;

import io.paretune.evaluators.network.TensorSpec.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A layer that makes an image larger: the way back up in networks that answer for every pixel. */
public sealed interface Upsampling extends Layer {

  /**
   * A transposed convolution (fractionally strided): each value of the input adds its multiple of
   * the kernel to the output, of {@code (n - 1) stride - 2 padding + dilation (kernel - 1) + 1 +
   * extra} places an axis. The kernel is stored as a convolution's, outputs first; ONNX and PyTorch
   * have the inputs first.
   *
   * @param inputs input channels, a multiple of {@code groups}
   * @param outputs output channels, a multiple of {@code groups}
   * @param window kernel, stride, padding, dilation
   * @param extraHeight rows added below, less than the stride or the dilation
   * @param extraWidth columns added to the right, likewise
   * @param groups 1 is dense
   * @param bias whether it has an offset
   */
  record ConvTranspose2d(
      int inputs,
      int outputs,
      Window window,
      int extraHeight,
      int extraWidth,
      int groups,
      boolean bias)
      implements Upsampling {
    /** Checks the ranges. */
    public ConvTranspose2d {
      positive("inputs", inputs);
      positive("outputs", outputs);
      positive("groups", groups);
      if (inputs % groups != 0 || outputs % groups != 0) {
        throw new IllegalArgumentException(
            "groups must divide inputs and outputs, got groups=%d, inputs=%d, outputs=%d"
                .formatted(groups, inputs, outputs));
      }
      requireExtra(extraHeight, Math.max(window.strideHeight(), window.dilationHeight()));
      requireExtra(extraWidth, Math.max(window.strideWidth(), window.dilationWidth()));
    }

    private static void requireExtra(int extra, int limit) {
      if (extra < 0 || extra >= limit) {
        throw new IllegalArgumentException(
            "extra rows and columns must lie in [0, %d], got %d".formatted(limit - 1, extra));
      }
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Image in = image(this, one(this, shapes));
      matching(this, "inputs", inputs, in);
      int height =
          places(
              in.height(),
              window.strideHeight(),
              window.paddingHeight(),
              window.dilationHeight() * (window.kernelHeight() - 1L),
              extraHeight);
      int width =
          places(
              in.width(),
              window.strideWidth(),
              window.paddingWidth(),
              window.dilationWidth() * (window.kernelWidth() - 1L),
              extraWidth);
      return Shape.image(outputs, height, width);
    }

    private static int places(int size, int stride, int padding, long span, int extra) {
      long places = (size - 1L) * stride - 2L * padding + span + 1 + extra;
      if (places < 1) {
        throw new IllegalArgumentException(
            "a transposed convolution must leave a place, got %d of %d".formatted(places, size));
      }
      return Math.toIntExact(places);
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
      long perInput = Math.multiplyExact((long) (outputs / groups), (long) window.area());
      return Math.multiplyExact(perInput, (long) shapes.get(0).elements());
    }

    @Override
    public boolean dense() {
      return groups == 1;
    }

    /**
     * The kernel as ONNX and PyTorch store it.
     *
     * @param weight {@code float[outputs][inputs / groups][rows][columns]}
     * @return {@code float[inputs][outputs / groups][rows][columns]}
     */
    public Tensor inputsFirst(Tensor weight) {
      return turned(weight, outputs / groups, inputs / groups);
    }

    /** The inverse of {@link #inputsFirst}. */
    public Tensor outputsFirst(Tensor weight) {
      return turned(weight, inputs / groups, outputs / groups);
    }

    /** Two axes within each group, one for the other. */
    private Tensor turned(Tensor weight, int first, int second) {
      float[] values = weight.toArray();
      float[] turned = new float[values.length];
      int area = window.area();
      for (int i = 0; i < values.length; i++) {
        int group = i / (first * second * area);
        int row = i / (second * area) % first;
        int column = i / area % second;
        turned[((group * second + column) * first + row) * area + i % area] = values[i];
      }
      return Tensor.of(turned, second * groups, first, window.kernelHeight(), window.kernelWidth());
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.convTranspose2d(this);
    }
  }

  /**
   * An image at another size, each channel by itself.
   *
   * @param height rows of the output
   * @param width columns of the output
   * @param kind how values between places are found
   */
  record Resize(int height, int width, Interpolation kind) implements Upsampling {
    /** Checks the ranges. */
    public Resize {
      positive("height", height);
      positive("width", width);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Image in = image(this, one(this, shapes));
      return Shape.image(in.channels(), height, width);
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.resize(this);
    }
  }

  /** How values between places are found. */
  enum Interpolation {
    /** The value at {@code floor(place * input / output)}. */
    NEAREST,
    /** Linear in both axes between centres of pixels, with the borders' values beyond them. */
    LINEAR,
    /** Linear in both axes, with the corners' pixels on each other. */
    LINEAR_CORNERS;

    /**
     * Where a place of the output lies in the input.
     *
     * @param place from 0
     * @param output places of the output
     * @param input places of the input
     * @return at least 0, at most {@code input - 1}
     */
    public double source(int place, int output, int input) {
      double at =
          switch (this) {
            case NEAREST -> Math.floor((double) place * input / output);
            case LINEAR -> (place + 0.5) * input / output - 0.5;
            case LINEAR_CORNERS -> output == 1 ? 0 : place * (input - 1.0) / (output - 1);
          };
      return Math.min(input - 1.0, Math.max(0, at));
    }
  }
}
