package io.paretune.evaluators.compress.rewrite;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The way back from {@link FoldBatchNorm}: puts a batch normalisation behind every convolution that
 * has none, with the statistics that the convolution's output has on some images, and gamma and
 * beta that undo it. The outputs stay, up to rounding; but the network can be trained on. Models
 * are usually published with normalisation folded, and training such weights diverges at rates that
 * are harmless behind a normalisation.
 */
public final class UnfoldBatchNorm {

  private static final int BATCH = 16;

  private UnfoldBatchNorm() {}

  /**
   * The network with normalisations.
   *
   * @param images {@code float[n][elements]}, preprocessed, n at least 1; a few hundred suffice
   * @param threads threads to run on
   */
  public static WeightedNetwork unfold(WeightedNetwork model, float[][] images, int threads) {
    if (images.length == 0) {
      throw new IllegalArgumentException("unfolding needs at least 1 image, got 0");
    }
    Set<String> plain = plain(model.network());
    if (plain.isEmpty()) {
      return model;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().asMap());
    moments(model, plain, images, threads)
        .forEach((name, found) -> put(tensors, model.network().node(name), found));
    return new WeightedNetwork(structure(model.network()), Weights.of(tensors));
  }

  /** The graph that {@link #unfold} gives, whatever the weights. */
  public static Network structure(Network network) {
    Set<String> plain = plain(network);
    List<Node> nodes = new ArrayList<>();
    for (Node node : network.nodes()) {
      nodes.add(
          node.withInputs(
              node.inputs().stream().map(in -> plain.contains(in) ? norm(in) : in).toList()));
      if (plain.contains(node.name())) {
        int channels = network.shapeOf(node.name()).channels();
        nodes.add(
            new Node(
                norm(node.name()),
                Layer.BatchNorm.of(channels),
                List.of(node.name()),
                node.block()));
      }
    }
    return Network.of(network.input(), nodes);
  }

  private static String norm(String convolution) {
    return convolution + ".norm";
  }

  /** Convolutions that nobody normalises. */
  private static Set<String> plain(Network network) {
    Set<String> plain = new LinkedHashSet<>();
    for (Node node : network.nodes()) {
      if (node.layer().convolves()
          && network.consumers(node.name()).stream()
              .noneMatch(reader -> reader.layer() instanceof Layer.BatchNorm)) {
        plain.add(node.name());
      }
    }
    return plain;
  }

  /** The tensors of a normalisation that undoes itself. */
  private static void put(Map<String, Tensor> tensors, Node node, Moments found) {
    int channels = found.sums.length;
    double epsilon = Layer.BatchNorm.of(channels).epsilon();
    float[] means = new float[channels];
    float[] variances = new float[channels];
    float[] gammas = new float[channels];
    float[] beta = new float[channels];
    for (int c = 0; c < channels; c++) {
      double mean = found.sums[c] / found.count;
      double variance = Math.max(0, found.squares[c] / found.count - mean * mean);
      beta[c] = (float) mean;
      means[c] = (float) mean;
      variances[c] = (float) variance;
      gammas[c] = (float) Math.sqrt(variances[c] + epsilon);
    }
    scale(tensors, node, means, variances, gammas, epsilon);
    String norm = norm(node.name());
    tensors.put(Role.GAMMA.of(norm), Tensor.of(gammas, channels));
    tensors.put(Role.BETA.of(norm), Tensor.of(beta, channels));
    tensors.put(Role.RUNNING_MEAN.of(norm), Tensor.of(means, channels));
    tensors.put(Role.RUNNING_VARIANCE.of(norm), Tensor.of(variances, channels));
  }

  /**
   * Gives each filter the length of a freshly initialised one; the normalisation undoes it. Behind
   * a normalisation, a step of gradient descent turns a filter the further the shorter it is, and
   * folding leaves filters of any length: without this, a rate that is gentle for a new network
   * destroys what a published one knows.
   */
  private static void scale(
      Map<String, Tensor> tensors,
      Node node,
      float[] means,
      float[] variances,
      float[] gammas,
      double epsilon) {
    String weightName = Role.WEIGHT.of(node.name());
    Tensor weight = Objects.requireNonNull(tensors.get(weightName));
    Tensor bias = tensors.get(Role.BIAS.of(node.name()));
    float[] values = weight.toArray();
    float[] offsets = bias == null ? new float[0] : bias.toArray();
    int length = values.length / means.length;
    for (int c = 0; c < means.length; c++) {
      double squares = 0;
      for (int i = c * length; i < (c + 1) * length; i++) {
        squares += (double) values[i] * values[i];
      }
      if (squares == 0) {
        continue;
      }
      double factor = Math.sqrt(2 / squares);
      for (int i = c * length; i < (c + 1) * length; i++) {
        values[i] = (float) (values[i] * factor);
      }
      if (bias != null) {
        offsets[c] = (float) (offsets[c] * factor);
      }
      means[c] = (float) (means[c] * factor);
      variances[c] = (float) (variances[c] * factor * factor);
      gammas[c] = (float) (Math.sqrt(variances[c] + epsilon) / factor);
    }
    tensors.put(weightName, Tensor.of(values, weight.shape()));
    if (bias != null) {
      tensors.put(Role.BIAS.of(node.name()), Tensor.of(offsets, bias.shape()));
    }
  }

  private static Map<String, Moments> moments(
      WeightedNetwork model, Set<String> names, float[][] images, int threads) {
    Map<String, Moments> moments = new LinkedHashMap<>();
    byte[] exposed = OnnxExport.encode(model.network(), model.weights(), names);
    try (BatchModel classifier = BatchModel.onnx(exposed, threads)) {
      for (int from = 0; from < images.length; from += BATCH) {
        int count = Math.min(BATCH, images.length - from);
        FloatBuffer batch = FloatBuffer.allocate(count * classifier.elements());
        for (int i = from; i < from + count; i++) {
          batch.put(images[i]);
        }
        classifier
            .run(batch.flip(), count)
            .forEach(
                (name, values) -> {
                  if (names.contains(name)) {
                    int channels = model.network().shapeOf(name).channels();
                    int plane = model.network().shapeOf(name).elements() / channels;
                    moments.computeIfAbsent(name, key -> new Moments(channels)).add(values, plane);
                  }
                });
      }
    }
    return moments;
  }

  /** Sums over a value's channels. */
  private static final class Moments {
    private final double[] sums;
    private final double[] squares;
    private long count;

    Moments(int channels) {
      sums = new double[channels];
      squares = new double[channels];
    }

    void add(float[] values, int plane) {
      for (int i = 0; i < values.length; i++) {
        int channel = i / plane % sums.length;
        sums[channel] += values[i];
        squares[channel] += (double) values[i] * values[i];
      }
      count += values.length / sums.length;
    }
  }
}
