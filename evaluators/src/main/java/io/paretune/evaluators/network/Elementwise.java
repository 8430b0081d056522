package io.paretune.evaluators.network;

import static io.paretune.evaluators.network.Inputs.channelsFirst;
import static io.paretune.evaluators.network.Inputs.matching;
import static io.paretune.evaluators.network.Inputs.one;
import static io.paretune.evaluators.network.Inputs.positive;
import static io.paretune.evaluators.network.Inputs.several;

import io.paretune.evaluators.network.TensorSpec.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A layer that computes each value of its output from the values at the same place. */
public sealed interface Elementwise extends Layer {

  /**
   * {@code x} above 0, {@code slope x} below.
   *
   * @param slope finite
   */
  record LeakyRelu(double slope) implements Elementwise {
    /** Checks that the slope is finite. */
    public LeakyRelu {
      if (!Double.isFinite(slope)) {
        throw new IllegalArgumentException("slope must be finite, got " + slope);
      }
    }

    /** The value at {@code x}. */
    public double apply(double x) {
      return x > 0 ? x : slope * x;
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      return one(this, shapes);
    }

    @Override
    public boolean nonLinear() {
      return true;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.leakyRelu(this);
    }
  }

  /**
   * {@code min(high, max(low, x))}.
   *
   * @param low finite
   * @param high finite, over {@code low}
   */
  record Clip(double low, double high) implements Elementwise {
    /** Checks that the range is not empty. */
    public Clip {
      if (!(low < high && Double.isFinite(low) && Double.isFinite(high))) {
        throw new IllegalArgumentException(
            "low < high must hold and both be finite, got low=%s, high=%s".formatted(low, high));
      }
    }

    /** The value at {@code x}. */
    public double apply(double x) {
      return Math.min(high, Math.max(low, x));
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      return one(this, shapes);
    }

    @Override
    public boolean nonLinear() {
      return true;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.clip(this);
    }
  }

  /**
   * A constant map of each channel, {@code gamma x + beta}: batch normalisation without statistics,
   * also while training.
   *
   * @param channels length of the channel axis
   */
  record Affine(int channels) implements Elementwise {
    /** Checks the range. */
    public Affine {
      positive("channels", channels);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape in = one(this, shapes);
      matching(this, "channels", channels, in);
      return in;
    }

    @Override
    public Map<Role, List<Integer>> tensors() {
      Map<Role, List<Integer>> tensors = new LinkedHashMap<>();
      tensors.put(Role.GAMMA, List.of(channels));
      tensors.put(Role.BETA, List.of(channels));
      return tensors;
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.affine(this);
    }
  }

  /**
   * The element-wise product of two or more inputs. An axis of length 1 stretches to the others'
   * length, so that a {@code channels x 1 x 1} input gates the channels of an image (Hu et al.
   * 2018, doi:10.1109/CVPR.2018.00745) and a {@code 1 x height x width} one its places.
   */
  record Multiply() implements Elementwise {
    @Override
    public Shape infer(List<Shape> shapes) {
      several(this, shapes);
      int[] most = axes(shapes.get(0)).clone();
      for (Shape shape : shapes) {
        int[] axes = axes(channelsFirst(this, shape));
        for (int a = 0; a < most.length && axes.length == most.length; a++) {
          most[a] = Math.max(most[a], axes[a]);
        }
      }
      for (Shape shape : shapes) {
        int[] axes = axes(shape);
        boolean fits = axes.length == most.length;
        for (int a = 0; a < axes.length && fits; a++) {
          fits = axes[a] == most[a] || axes[a] == 1;
        }
        if (!fits) {
          throw new IllegalArgumentException(
              "each axis of the inputs of Multiply must have one length or 1, got " + shapes);
        }
      }
      return most.length == 1 ? Shape.vector(most[0]) : Shape.image(most[0], most[1], most[2]);
    }

    private static int[] axes(Shape shape) {
      return shape instanceof Shape.Image image
          ? new int[] {image.channels(), image.height(), image.width()}
          : new int[] {shape.channels()};
    }

    @Override
    public <R> R accept(LayerVisitor<R> visitor) {
      return visitor.multiply(this);
    }
  }
}
