package io.paretune.evaluators.network;

import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Training images of noise that fit a network. Deterministic in the seed. */
public final class RandomImages {

  private RandomImages() {}

  /** Noise with random labels. */
  public static TrainSplit of(Network network, int count, long seed) {
    Random random = new Random(seed);
    Shape.Image shape = (Shape.Image) network.input();
    byte[] pixels = new byte[count * shape.elements()];
    random.nextBytes(pixels);
    int[] labels = random.ints(count, 0, network.outputs()).toArray();
    List<String> names = IntStream.range(0, network.outputs()).mapToObj(Integer::toString).toList();
    Examples examples =
        Examples.ofBytes(
            new InputShape(shape.channels(), shape.height(), shape.width()), names, pixels, labels);
    return new TrainSplit(examples, Preprocessing.measured(examples));
  }
}
