package io.paretune.evaluators.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.convolutional.Conv2d;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code beta} times the mean, over pairs of hidden values, of how far they are apart. */
final class HiddenLoss {

  /**
   * Added to squared lengths: the map of an example that a layer hardly answers to has no direction
   * worth learning, and dividing by its length would make a huge gradient of it.
   */
  private static final float SMALLEST = 1e-4f;

  /**
   * Share of the learning rate that projections are trained at: they see hidden values that nothing
   * normalises, and diverge at the full rate.
   */
  static final double PROJECTION_RATE = 0.1;

  private final HiddenTeacher teacher;
  private final List<HiddenPairs.Pair> pairs;
  private final WeightArrays weights;
  private final WeightArrays projections;

  /**
   * @param seed of the projections' first values
   * @param manager owns the teacher's weights
   * @throws IllegalArgumentException if nothing of the two networks matches
   */
  HiddenLoss(Network student, HiddenTeacher teacher, long seed, NDManager manager) {
    this.teacher = teacher;
    this.pairs = HiddenPairs.of(student, teacher.network());
    this.weights = new WeightArrays(teacher.network(), teacher.weights(), manager);
    this.projections = WeightArrays.ofParameters(projections(seed), manager);
  }

  private static String projection(HiddenPairs.Pair pair) {
    return pair.student() + ".projection";
  }

  private Weights projections(long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (HiddenPairs.Pair pair : pairs) {
      if (teacher.kind() == HiddenKind.FEATURE
          && pair.studentChannels() != pair.teacherChannels()) {
        Network pointwise =
            Network.from(Shape.image(pair.studentChannels(), 1, 1))
                .conv(pair.teacherChannels(), 1)
                .flatten()
                .build();
        String name = pointwise.tensors().get(0).name();
        tensors.put(projection(pair), Initialisation.kaiming(pointwise, seed).get(name));
      }
    }
    return Weights.of(tensors);
  }

  /** The learned projections. */
  WeightArrays projections() {
    return projections;
  }

  /**
   * The loss of a batch.
   *
   * @param batch what the student was given
   * @param values of the student, by name
   * @param leaves the projections among them
   * @return a scalar in the step's manager
   */
  NDArray of(
      NDArray batch, Map<String, NDArray> values, Map<String, NDArray> leaves, NDManager step) {
    Map<String, NDArray> taught =
        Forward.values(
            teacher.network(),
            WeightArrays.views(weights.arrays(), step),
            batch,
            Mode.EVALUATION,
            WeightTransform.identity());
    NDArray sum = step.zeros(new ai.djl.ndarray.types.Shape());
    for (HiddenPairs.Pair pair : pairs) {
      NDArray student = Objects.requireNonNull(values.get(pair.student()));
      NDArray target = Objects.requireNonNull(taught.get(pair.teacher())).stopGradient();
      sum =
          sum.add(
              teacher.kind() == HiddenKind.ATTENTION
                  ? attention(student, target)
                  : feature(student, target, leaves.get(projection(pair))));
    }
    return Scalars.times(sum, teacher.beta() / pairs.size());
  }

  /** Half the mean squared difference; {@code projection} is null where channels match. */
  static NDArray feature(NDArray student, NDArray target, @Nullable NDArray projection) {
    NDArray projected =
        projection == null ? student : Conv2d.conv2d(student, projection).singletonOrThrow();
    return Scalars.times(projected.sub(target).square().mean(), 0.5);
  }

  /** The mean over examples of the squared distance of attention maps. */
  static NDArray attention(NDArray student, NDArray target) {
    long batch = student.getShape().get(0);
    return Scalars.over(map(student).sub(map(target)).square().sum(), (double) batch);
  }

  /** {@code float[batch][pixels]}, each of length 1. */
  private static NDArray map(NDArray values) {
    ai.djl.ndarray.types.Shape shape = values.getShape();
    NDArray energy = values.reshape(shape.get(0), shape.get(1), -1).square().sum(new int[] {1});
    NDArray length = energy.square().sum(new int[] {1}, true).add(SMALLEST).sqrt();
    return energy.div(length);
  }
}
