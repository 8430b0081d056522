package io.paretune.evaluators.network;

import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Training images of noise, or texts of random words, that fit a network. Deterministic in the
 * seed.
 */
public final class RandomImages {

  private RandomImages() {}

  /** Noise with random labels. */
  public static TrainSplit of(Network network, int count, long seed) {
    Random random = new Random(seed);
    if (network.input() instanceof Shape.Ids ids) {
      return texts(ids, network.outputs(), count, random);
    }
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

  private static TrainSplit texts(Shape.Ids input, int outputs, int count, Random random) {
    float[] ids = new float[count * input.tokens()];
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          RandomNetworks.example(input, random), 0, ids, i * input.tokens(), input.tokens());
    }
    Examples examples =
        Examples.ofFloats(
            InputShape.text(input.tokens(), input.vocabulary()),
            IntStream.range(0, outputs).mapToObj(Integer::toString).toList(),
            ids,
            random.ints(count, 0, outputs).toArray());
    return new TrainSplit(examples, Preprocessing.measured(examples));
  }
}
