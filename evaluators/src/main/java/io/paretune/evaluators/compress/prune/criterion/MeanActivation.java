package io.paretune.evaluators.compress.prune.criterion;

import io.paretune.evaluators.compress.prune.channel.ChannelDependencies;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mean absolute value of the channel on training images, where convolutions and linear layers
 * read it: after normalisation and rectifier, and after sums (Molchanov et al. 2017,
 * arXiv:1611.06440, section 2.2, "activation"; Hu et al. 2016, arXiv:1607.03250, count zeros
 * instead). Each value that is read has an equal vote. Runs on ONNX Runtime.
 */
final class MeanActivation implements Importance {

  private static final int BATCH = 16;

  private final TrainSplit images;
  private final int count;
  private final int threads;

  /**
   * @param count how many images to look at, at least 1
   */
  MeanActivation(TrainSplit images, int count, int threads) {
    this.images = images;
    this.count = Math.min(count, images.size());
    this.threads = threads;
  }

  @Override
  public double[] scores(ChannelDependencies ties, Weights weights) {
    Network network = ties.network();
    Set<String> read = new LinkedHashSet<>();
    for (Node node : network.nodes()) {
      String source = node.inputs().get(0);
      if (node.layer().dense() && !source.equals(Network.INPUT)) {
        read.add(source);
      }
    }
    Map<String, double[]> sums = new LinkedHashMap<>();
    read.forEach(name -> sums.put(name, new double[network.shapeOf(name).channels()]));
    try (BatchModel model = BatchModel.onnx(OnnxExport.encode(network, weights, read), threads)) {
      for (int from = 0; from < count; from += BATCH) {
        int end = Math.min(count, from + BATCH);
        model
            .run(FloatBuffer.wrap(images.sample(from, end, count)), end - from)
            .forEach((name, values) -> add(sums.get(name), values, network, name));
      }
    }
    double[] scores = new double[ties.size()];
    sums.forEach((name, votes) -> ties.vote(name, votes, scores));
    return scores;
  }

  private static void add(double @Nullable [] sums, float[] values, Network network, String name) {
    if (sums == null) {
      return;
    }
    Shape shape = network.shapeOf(name);
    for (int i = 0; i < values.length; i++) {
      sums[shape.channelOf(i % shape.elements())] += Math.abs(values[i]);
    }
  }
}
