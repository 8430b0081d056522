package io.paretune.evaluators.supernet;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives a network the statistics of batch normalisation that its own activations have: those of the
 * shared network are nobody's (Yu and Huang 2019, arXiv:1903.05134, section 3.3). The mean over
 * batches of the batches' statistics, as PyTorch computes it with {@code momentum=None}. Costs a
 * forward pass over the examples.
 */
public final class Recalibration {

  /** Enough for a batch's statistics to be good, few enough for the memory of wide networks. */
  private static final int BATCH = 256;

  private final Split split;
  private final int count;
  private final Device device;
  private final StepGate gate;

  /**
   * @param split whose examples are looked at, read batch by batch
   * @param wanted how many of them, spread over the split; all if there are fewer
   * @param device where the network runs
   * @param gate goes around every batch
   */
  public Recalibration(Split split, int wanted, Device device, StepGate gate) {
    this.split = split;
    this.count = Math.min(wanted, split.size());
    if (count < 2) {
      throw new IllegalArgumentException("statistics need at least 2 examples, got " + count);
    }
    this.device = device;
    this.gate = gate;
  }

  /** As few as possible, of nearly the same size. */
  private int batches() {
    return (count + BATCH - 1) / BATCH;
  }

  /** The network with statistics of its own; itself if it has no batch normalisation. */
  public WeightedNetwork of(WeightedNetwork start) {
    List<TensorSpec> statistics =
        start.network().tensors().stream().filter(spec -> !spec.role().trainable()).toList();
    if (statistics.isEmpty()) {
      return start;
    }
    Network forgetful = forgetful(start.network());
    Map<String, double[]> sums = new HashMap<>();
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device)) {
      Map<String, NDArray> arrays = new WeightArrays(forgetful, start.weights(), manager).arrays();
      for (int b = 0; b < batches(); b++) {
        int from = (int) ((long) count * b / batches());
        int to = (int) ((long) count * (b + 1) / batches());
        gate.run(
            () -> {
              pass(forgetful, arrays, split.sample(from, to, count), manager);
              statistics.forEach(spec -> add(sums, spec, arrays));
            });
      }
    }
    Map<String, Tensor> means = new LinkedHashMap<>();
    statistics.forEach(spec -> means.put(spec.name(), mean(spec, sums)));
    return new WeightedNetwork(start.network(), start.weights().with(means));
  }

  private static void pass(
      Network network, Map<String, NDArray> arrays, float[] batch, NDManager manager) {
    int count = batch.length / network.input().elements();
    try (NDManager step = manager.newSubManager()) {
      NDArray input = step.create(batch, Inference.batchShape(network, count));
      Map<String, NDArray> views = WeightArrays.views(arrays, step);
      Forward.run(network, views, input, Mode.TRAINING, WeightTransform.identity());
    }
  }

  private static void add(
      Map<String, double[]> sums, TensorSpec spec, Map<String, NDArray> arrays) {
    NDArray array = arrays.get(spec.name());
    if (array == null) {
      throw new IllegalStateException("no array of tensor '" + spec.name() + "'");
    }
    float[] values = array.toFloatArray();
    double[] sum = sums.computeIfAbsent(spec.name(), name -> new double[values.length]);
    for (int i = 0; i < values.length; i++) {
      sum[i] += values[i];
    }
  }

  private Tensor mean(TensorSpec spec, Map<String, double[]> sums) {
    double[] sum = sums.getOrDefault(spec.name(), new double[0]);
    float[] values = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      values[i] = (float) (sum[i] / batches());
    }
    return Tensor.of(values, spec.dimensions());
  }

  /** Its running statistics are those of the last batch; it drops nothing. */
  private static Network forgetful(Network network) {
    List<Node> nodes = network.nodes().stream().map(Recalibration::forgetful).toList();
    return Network.of(network.input(), nodes);
  }

  private static Node forgetful(Node node) {
    return node.withLayer(
        node.layer()
            .accept(
                new LayerVisitor.Otherwise<>() {
                  @Override
                  public Layer batchNorm(Layer.BatchNorm norm) {
                    return new Layer.BatchNorm(norm.channels(), norm.epsilon(), 1);
                  }

                  @Override
                  public Layer dropout(Layer.Dropout dropout) {
                    return new Layer.Identity();
                  }

                  @Override
                  public Layer otherwise(Layer layer) {
                    return layer;
                  }
                }));
  }
}
