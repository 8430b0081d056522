package io.paretune.evaluators.train.distillation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.convolutional.Conv2d;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.loss.Scalars;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code beta} times the mean, over pairs of features, of how far they are apart. */
public final class FeatureLoss {

  /**
   * Added to squared lengths: the map of an example that a layer hardly answers to has no direction
   * worth learning, and dividing by its length would make a huge gradient of it.
   */
  private static final float SMALLEST = 1e-4f;

  /**
   * Share of the learning rate that projections are trained at: they see features that nothing
   * normalises, and diverge at the full rate.
   */
  public static final double PROJECTION_RATE = 0.1;

  private final FeatureTeacher teacher;
  private final List<Compared> pairs;
  private final WeightArrays weights;
  private final WeightArrays projections;

  /**
   * @param seed of the projections' first values
   * @param manager owns the teacher's weights
   * @throws IllegalArgumentException if nothing of the two networks matches
   */
  public FeatureLoss(Network student, FeatureTeacher teacher, long seed, NDManager manager) {
    this.teacher = teacher;
    this.pairs =
        FeaturePairs.of(student, teacher.network(), teacher.kind()).stream()
            .map(pair -> Compared.of(pair, manager))
            .toList();
    this.weights = new WeightArrays(teacher.network(), teacher.weights(), manager);
    this.projections = WeightArrays.ofParameters(projections(seed), manager);
  }

  /** A pair, and how each of its values gets to the size that they are compared at. */
  private record Compared(
      boolean tokens,
      String student,
      int studentChannels,
      GridMeans ofStudent,
      String teacher,
      int teacherChannels,
      GridMeans ofTeacher) {

    static Compared of(FeaturePairs.Pair pair, NDManager manager) {
      return new Compared(
          pair.student().tokens(),
          pair.student().node(),
          pair.student().shape().channels(),
          means(pair.student(), pair, manager),
          pair.teacher().node(),
          pair.teacher().shape().channels(),
          means(pair.teacher(), pair, manager));
    }

    private static GridMeans means(
        FeaturePairs.Value value, FeaturePairs.Pair pair, NDManager manager) {
      return new GridMeans(
          value.shape().height(), value.shape().width(), pair.height(), pair.width(), manager);
    }

    String projection() {
      return student + ".projection";
    }
  }

  private Weights projections(long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Compared pair : pairs) {
      if (teacher.kind() == FeatureLossKind.FEATURE
          && pair.studentChannels() != pair.teacherChannels()) {
        Network pointwise =
            Network.from(Shape.image(pair.studentChannels(), 1, 1))
                .conv(pair.teacherChannels(), 1)
                .flatten()
                .build();
        String name = pointwise.tensors().get(0).name();
        tensors.put(pair.projection(), Initialisation.kaiming(pointwise, seed).get(name));
      }
    }
    return Weights.of(tensors);
  }

  /** Names of the student's nodes that are compared. */
  public List<String> reads() {
    return pairs.stream().map(Compared::student).distinct().toList();
  }

  /** The learned projections. */
  public WeightArrays projections() {
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
  public NDArray of(
      NDArray batch, Map<String, NDArray> values, Map<String, NDArray> leaves, NDManager step) {
    boolean texts = teacher.network().input() instanceof Shape.Ids;
    Map<String, NDArray> taught = taught(batch, step);
    NDArray sum = step.zeros(new ai.djl.ndarray.types.Shape());
    for (Compared pair : pairs) {
      NDArray student = image(Objects.requireNonNull(values.get(pair.student())));
      NDArray target = image(Objects.requireNonNull(taught.get(pair.teacher())).stopGradient());
      if (texts && pair.tokens()) {
        NDArray there = there(batch);
        student = student.mul(there);
        target = target.mul(there);
      }
      sum =
          sum.add(
              teacher.kind() == FeatureLossKind.ATTENTION
                  ? attention(
                      pair.ofStudent().of(energy(student)), pair.ofTeacher().of(energy(target)))
                  : feature(
                      pair.ofStudent().of(student),
                      pair.ofTeacher().of(target),
                      leaves.get(pair.projection())));
    }
    return Scalars.times(sum, teacher.beta() / pairs.size());
  }

  /**
   * The teacher's values. It may take as a vector what is an image for the student; texts are as
   * long as they are.
   */
  private Map<String, NDArray> taught(NDArray batch, NDManager step) {
    NDArray asked =
        teacher.network().input() instanceof Shape.Ids
            ? batch
            : batch.reshape(Inference.batchShape(teacher.network(), (int) batch.getShape().get(0)));
    return Forward.values(
        teacher.network(),
        WeightArrays.views(weights.arrays(), step),
        asked,
        Mode.EVALUATION,
        WeightTransform.identity());
  }

  /** A vector as an image of one pixel, tokens as one of as many rows. */
  private static NDArray image(NDArray values) {
    ai.djl.ndarray.types.Shape shape = values.getShape();
    return switch (shape.dimension()) {
      case 4 -> values;
      case 3 -> values.swapAxes(1, 2).expandDims(3);
      default -> values.reshape(shape.get(0), shape.get(1), 1, 1);
    };
  }

  /**
   * {@code float[batch][1][tokens][1]}: 0 for padding, and for tokens what makes a mean of squares
   * over all places that over tokens.
   */
  private static NDArray there(NDArray ids) {
    NDArray tokens = ids.sign().reshape(ids.getShape().get(0), 1, -1, 1);
    return tokens.div(tokens.mean().sqrt());
  }

  /** Half the mean squared difference; {@code projection} is null where channels match. */
  static NDArray feature(NDArray student, NDArray target, @Nullable NDArray projection) {
    NDArray projected =
        projection == null ? student : Conv2d.conv2d(student, projection).singletonOrThrow();
    return Scalars.times(projected.sub(target).square().mean(), 0.5);
  }

  /** {@code float[batch][height][width]}: the squares, summed over channels. */
  static NDArray energy(NDArray values) {
    return values.square().sum(new int[] {1});
  }

  /** The mean over examples of the squared distance of attention maps, given energies. */
  static NDArray attention(NDArray student, NDArray target) {
    long batch = student.getShape().get(0);
    return Scalars.over(map(student).sub(map(target)).square().sum(), (double) batch);
  }

  /** {@code float[batch][pixels]}, each of length 1. */
  private static NDArray map(NDArray energies) {
    NDArray energy = energies.reshape(energies.getShape().get(0), -1);
    NDArray length = energy.square().sum(new int[] {1}, true).add(SMALLEST).sqrt();
    return energy.div(length);
  }
}
