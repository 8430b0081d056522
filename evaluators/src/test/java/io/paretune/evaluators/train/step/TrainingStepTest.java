package io.paretune.evaluators.train.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.Samples;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.batch.ViewedBatches;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.distillation.FeatureLoss;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.train.distillation.FeatureTeacher;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.train.optimise.Optimisation;
import io.paretune.evaluators.train.optimise.Update;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingStepTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults().withEpochs(3).withBatchSize(16);
  private static final ForwardTransform AS_IT_IS = WeightTransform.identity();

  private final DataSet data = Samples.halves();
  private final DistillationLoss labels = new DistillationLoss(data.train().head().loss(), 1, 0);
  private final DistillationLoss both = new DistillationLoss(data.train().head().loss(), 2, 0.5);
  private final Objective usual = new TaskObjective(labels, Optional.empty());
  private final NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());

  @AfterEach
  void free() {
    manager.close();
  }

  /** The first channels of the largest network's, statistics included. */
  private static final class Slice implements ForwardTransform {
    @Override
    public NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays) {
      return first(spec, weight);
    }

    @Override
    public NDArray statistic(TensorSpec spec, NDArray statistic) {
      return first(spec, statistic);
    }

    private static NDArray first(TensorSpec spec, NDArray array) {
      NDIndex index = new NDIndex();
      spec.shape().forEach(length -> index.addSliceDim(0, length));
      return array.get(index);
    }
  }

  private Update update(Network network, Weights weights, Optimisation how) {
    return new Update(how, new WeightArrays(network, weights, manager), manager);
  }

  private TrainingStep step(Network network, Update update) {
    return new TrainingStep(
        new ViewedBatches(network, data.train(), SETTINGS.batching(), Optional.empty(), labels),
        update,
        manager);
  }

  private Weights after(Network largest, Weights weights, List<Branch> branches) {
    Optimisation plain = Optimisation.defaults().withMomentum(0).withWeightDecay(0);
    Update update = update(largest, weights, plain);
    step(largest, update).run(1, 0, branches, 1);
    return update.state();
  }

  private static float moved(Weights from, Weights to, String name, int at) {
    return to.get(name).at(at) - from.get(name).at(at);
  }

  @Test
  void theGradientsOfAllBranchesAddUp() {
    Network large = Samples.residual(4);
    Network small = Samples.residual(2);
    Weights start = Samples.weights(large, 3);
    Branch whole = new Branch(large, AS_IT_IS, Mode.BATCH_STATISTICS, usual);
    Branch part = new Branch(small, new Slice(), Mode.BATCH_STATISTICS, usual);
    Weights one = after(large, start, List.of(whole));
    Weights other = after(large, start, List.of(part));
    Weights all = after(large, start, List.of(whole, part));
    int changed = 0;
    for (TensorSpec spec : large.tensors()) {
      for (int i = 0; i < spec.elements(); i++) {
        float expected = moved(start, one, spec.name(), i) + moved(start, other, spec.name(), i);
        assertThat(moved(start, all, spec.name(), i)).isEqualTo(expected, within(1e-5f));
        changed += moved(start, other, spec.name(), i) != 0 ? 1 : 0;
      }
    }
    assertThat(changed).isBetween(small.tensors().size(), (int) start.size() / 2);
  }

  @Test
  void aBranchOfPartOfTheWeightsIsTheSmallerNetworkWithThoseWeights() {
    Network large = Samples.residual(4);
    Network small = Samples.residual(2);
    Weights start = Samples.weights(large, 3);
    Weights shared =
        after(large, start, List.of(new Branch(small, new Slice(), Mode.TRAINING, usual)));
    Weights alone =
        after(
            small,
            sliced(start, small),
            List.of(new Branch(small, AS_IT_IS, Mode.TRAINING, usual)));
    Weights part = sliced(shared, small);
    for (TensorSpec spec : small.tensors()) {
      assertThat(part.get(spec.name()).toArray())
          .as(spec.name())
          .containsExactly(alone.get(spec.name()).toArray(), within(1e-5f));
    }
    assertThat(part).isNotEqualTo(sliced(start, small));
  }

  private Weights sliced(Weights weights, Network network) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : network.tensors()) {
      Tensor whole = weights.get(spec.name());
      long[] shape = Arrays.stream(whole.shape()).asLongStream().toArray();
      NDArray array = manager.create(whole.toArray(), new ai.djl.ndarray.types.Shape(shape));
      tensors.put(
          spec.name(), Tensor.of(Slice.first(spec, array).toFloatArray(), spec.dimensions()));
    }
    return Weights.of(tensors);
  }

  @Test
  void runningStatisticsAreWrittenInTrainingOnly() {
    Network network = Samples.residual(4);
    Weights start = Samples.weights(network, 3);
    Weights apart =
        after(network, start, List.of(new Branch(network, AS_IT_IS, Mode.BATCH_STATISTICS, usual)));
    Weights along =
        after(network, start, List.of(new Branch(network, AS_IT_IS, Mode.TRAINING, usual)));
    for (TensorSpec spec : network.tensors()) {
      if (spec.role().trainable()) {
        assertThat(along.get(spec.name())).isEqualTo(apart.get(spec.name()));
        assertThat(apart.get(spec.name())).isNotEqualTo(start.get(spec.name()));
      } else {
        assertThat(apart.get(spec.name())).isEqualTo(start.get(spec.name()));
        assertThat(along.get(spec.name())).isNotEqualTo(start.get(spec.name()));
      }
    }
  }

  @Test
  void aBranchLearnsFromAnEarlierOneAsFromATeacherThatItDoesNotChange() {
    Network network = Samples.residual(4);
    Weights start = Samples.weights(network, 3);
    DistillationLoss teacherOnly = new DistillationLoss(data.train().head().loss(), 2, 1);
    Objective fromTheFirst = new InPlaceDistillation(teacherOnly, 0);
    Branch first = new Branch(network, AS_IT_IS, Mode.BATCH_STATISTICS, usual);
    Branch same = new Branch(network, AS_IT_IS, Mode.BATCH_STATISTICS, fromTheFirst);
    Update update = update(network, start, Optimisation.defaults());
    TrainingStep.Outcome outcome = step(network, update).run(1, 0, List.of(first, same), 0.1);
    // A network that answers as its teacher does is not any distance from it, and has no gradient.
    assertThat(outcome.losses().get(1)).isCloseTo(0, within(1e-4));
    Weights alone = after(network, start, List.of(first));
    Weights withItself = after(network, start, List.of(first, same));
    for (TensorSpec spec : network.tensors()) {
      assertThat(withItself.get(spec.name()).toArray())
          .containsExactly(alone.get(spec.name()).toArray(), within(1e-4f));
    }
    ForwardTransform doubled = (WeightTransform) (spec, weight) -> weight.mul(manager.create(2f));
    Branch different =
        new Branch(network, doubled, Mode.BATCH_STATISTICS, new InPlaceDistillation(both, 0));
    TrainingStep.Outcome taught =
        step(network, update(network, start, Optimisation.defaults()))
            .run(1, 0, List.of(first, different), 0.1);
    assertThat(taught.losses().get(1)).isPositive().isNotEqualTo(taught.losses().get(0));
    assertThat(taught.examples()).isEqualTo(15);
  }

  @Test
  void aBranchCannotLearnFromALaterOne() {
    Network network = Samples.residual(4);
    Branch first = new Branch(network, AS_IT_IS, Mode.TRAINING, new InPlaceDistillation(both, 0));
    assertThatThrownBy(() -> after(network, Samples.weights(network, 3), List.of(first)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("branch 0 of 0 before it");
  }

  @Test
  void whatNoBranchReadsStaysWithoutDecay() {
    Network large = Network.from(Shape.image(1, 8, 8)).flatten().linear(8).relu().linear(3).build();
    Network first = Network.from(Shape.image(1, 8, 8)).flatten().linear(3).build();
    Weights start = Samples.weights(large, 3);
    Weights after =
        after(large, start, List.of(new Branch(first, new Slice(), Mode.TRAINING, usual)));
    String unread = large.nodes().get(large.nodes().size() - 1).name() + ".weight";
    assertThat(after.get(unread)).isEqualTo(start.get(unread));
  }

  @Test
  void aStepLeavesNothingBehind() {
    Network student = Samples.residual(4);
    FeatureTeacher teacher =
        new FeatureTeacher(student, Samples.weights(student, 2), FeatureLossKind.ATTENTION, 1);
    ForwardTransform doubling =
        (WeightTransform) (spec, weight) -> weight.mul(weight.getManager().create(2f));
    Optional<FeatureLoss> features = Optional.of(new FeatureLoss(student, teacher, 1, manager));
    Update update = update(student, Samples.weights(student, 3), Optimisation.defaults());
    TrainingStep step = step(student, update);
    List<Branch> branches =
        List.of(
            new Branch(student, doubling, Mode.TRAINING, new TaskObjective(labels, features)),
            new Branch(
                Samples.residual(2),
                new Slice(),
                Mode.BATCH_STATISTICS,
                new InPlaceDistillation(both, 0)));
    step.run(1, 0, branches, 0.01);
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 3; i++) {
      step.run(1, 0, branches, 0.01);
      Inference.score(
          student, update.arrays(), doubling, manager, data.validation(), StepGate.open());
    }
    assertThat(before).isPositive();
    assertThat(manager.getManagedArrays()).hasSize(before);
  }
}
