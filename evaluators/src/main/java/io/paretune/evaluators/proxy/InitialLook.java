package io.paretune.evaluators.proxy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at networks before they are trained: draws weights, sends one batch of training images
 * through and asks proxies what they see. Same seed, data and network, same figures, on one thread
 * to the last bit; no state is kept between looks.
 *
 * <p>The weights are drawn anew even for a network that has some, and under one seed for all, so
 * that figures of different trials compare. Normalisations take the batch's statistics.
 */
public final class InitialLook {

  /** Images of a batch: with more, a proxy's codes all become different and say less. */
  public static final int IMAGES = 16;

  private final TrainSplit train;
  private final int images;
  private final long seed;
  private final Device device;
  private final StepGate gate;

  /**
   * Looks with {@link #IMAGES} images.
   *
   * @param train where the batch comes from, spread evenly
   * @param seed of the weights
   * @param gate goes around every batch
   */
  public InitialLook(TrainSplit train, long seed, Device device, StepGate gate) {
    this(train, IMAGES, seed, device, gate);
  }

  /**
   * As {@link #InitialLook(TrainSplit, long, Device, StepGate)}.
   *
   * @param images of the batch, 2 to 64; fewer where the split has fewer
   */
  public InitialLook(TrainSplit train, int images, long seed, Device device, StepGate gate) {
    if (images < 2 || images > ActivationCodes.MOST_IMAGES) {
      throw new IllegalArgumentException(
          "a look must take 2 to %d images, got %d".formatted(ActivationCodes.MOST_IMAGES, images));
    }
    this.train = train;
    this.images = Math.min(images, train.size());
    this.seed = seed;
    this.device = device;
    this.gate = gate;
  }

  /**
   * What proxies say of a network.
   *
   * @return a finite figure a proxy, by name, in their order
   * @throws IllegalStateException if one is not finite, naming it
   */
  public Map<String, Double> at(Network network, Collection<Proxy> proxies) {
    Map<String, Double> figures = unchecked(network, proxies);
    figures.forEach(
        (name, figure) -> {
          if (!Double.isFinite(figure)) {
            throw new IllegalStateException(
                "'%s' of a network must be finite, got %s; leave it out".formatted(name, figure));
          }
        });
    return figures;
  }

  /** As {@link #at}, where a network whose values overflow has figures that are not finite. */
  public Map<String, Double> unchecked(Network network, Collection<Proxy> proxies) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (!proxies.isEmpty()) {
      gate.run(() -> look(network.opened(), proxies, figures));
    }
    return figures;
  }

  private void look(Network network, Collection<Proxy> proxies, Map<String, Double> figures) {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device)) {
      WeightArrays weights =
          new WeightArrays(network, Initialisation.kaiming(network, seed), manager);
      NDArray input =
          manager.create(train.sample(0, images, images), Inference.batchShape(network, images));
      InitialPass pass = pass(network, weights, input, proxies.stream().anyMatch(Proxy::backward));
      proxies.forEach(proxy -> figures.put(proxy.name(), proxy.of(pass)));
    }
  }

  private InitialPass pass(Network network, WeightArrays weights, NDArray input, boolean backward) {
    if (!backward) {
      return new InitialPass(
          network, images, values(network, weights.arrays(), input), Optional.empty());
    }
    input.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      Map<String, NDArray> values = values(network, weights.arrays(), input);
      NDArray outputs = values.get(network.output().name());
      if (outputs == null) {
        throw new IllegalStateException("a network has an output");
      }
      collector.backward(outputs.sum());
      NDArray gradient = input.getGradient().reshape(images, -1);
      return new InitialPass(network, images, values, Optional.of(gradient));
    }
  }

  private static Map<String, NDArray> values(
      Network network, Map<String, NDArray> weights, NDArray input) {
    return Forward.values(
        network, weights, input, Mode.BATCH_STATISTICS, WeightTransform.identity());
  }
}
