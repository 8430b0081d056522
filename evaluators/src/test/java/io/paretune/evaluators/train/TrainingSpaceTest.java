package io.paretune.evaluators.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.train.optimise.OptimiserKind;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Real;
import io.paretune.search.space.Tunable;
import io.paretune.search.space.Whole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingSpaceTest {
  private static final TrainingSettings USUAL = TrainingSettings.defaults();
  private static final TrainingSpace FIXED = TrainingSpace.fixed(USUAL);

  private static TrainingSpace optimisers(OptimiserKind... kinds) {
    TrainingSetting<OptimiserKind> setting = TrainingSetting.OPTIMISER;
    return FIXED.with(setting, Tunable.amongConstants(setting.parameter(), List.of(kinds)));
  }

  private static Assignment point(Map<String, Object> values) {
    return Assignment.of(values);
  }

  @Test
  void whatIsFixedIsNoParameter() {
    assertThat(FIXED.parameters()).isEmpty();
    assertThat(FIXED.at(point(Map.of()))).isEqualTo(USUAL);
    assertThat(FIXED.usual()).isEqualTo(USUAL);
  }

  @Test
  void whatIsSearchedIsTheAssignments() {
    TrainingSpace space = FIXED.search(TrainingSetting.LEARNING_RATE, new LogReal(0.01, 0.5));
    assertThat(space.parameters())
        .containsExactly(Parameter.of("training.learning-rate", new LogReal(0.01, 0.5)));
    assertThat(space.at(point(Map.of("training.learning-rate", 0.05))))
        .isEqualTo(USUAL.withLearningRate(0.05));
  }

  @Test
  void anOptimiserBringsItsLearningRateUnlessOneIsGiven() {
    TrainingSpace space = optimisers(OptimiserKind.SGD, OptimiserKind.ADAMW);
    Map<String, Object> adamw = Map.of("training.optimiser", "adamw");
    assertThat(space.at(point(adamw)).learningRate()).isEqualTo(OptimiserKind.ADAMW.usualRate());
    assertThat(space.at(point(Map.of("training.optimiser", "sgd")))).isEqualTo(USUAL);
    TrainingSetting<Double> rate = TrainingSetting.LEARNING_RATE;
    TrainingSpace given = space.with(rate, Tunable.fixed(rate.parameter(), 0.01));
    assertThat(given.at(point(adamw)).learningRate()).isEqualTo(0.01);
    assertThat(given.at(point(adamw)).optimisation().optimiser()).isEqualTo(OptimiserKind.ADAMW);
  }

  @Test
  void momentumIsOfSgdAlone() {
    TrainingSpace space =
        optimisers(OptimiserKind.SGD, OptimiserKind.ADAM)
            .search(TrainingSetting.MOMENTUM, Real.between(0.5, 0.99));
    assertThat(space.parameters().get(1).condition())
        .isEqualTo(Condition.in("training.optimiser", "sgd"));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                optimisers(OptimiserKind.ADAM)
                    .search(TrainingSetting.MOMENTUM, Real.between(0.5, 0.99)))
        .withMessage("momentum is of the optimiser sgd alone");
  }

  @Test
  void strengthIsOfAugmentedImagesAlone() {
    TrainingSetting<Views> setting = TrainingSetting.AUGMENTATION;
    List<Views> views = List.of(Views.none(), new Views(Augmentation.CROP, 4, 0));
    TrainingSpace space =
        FIXED
            .with(
                setting,
                Tunable.among(
                    setting.parameter(), views, view -> Tunable.label(view.augmentation())))
            .search(TrainingSetting.STRENGTH, Real.between(0.5, 1.5));
    assertThat(space.parameters().get(1).condition())
        .isEqualTo(Condition.in("training.augmentation", "crop"));
    assertThat(space.at(point(Map.of("training.augmentation", "none"))).views())
        .isEqualTo(Views.none());
    assertThat(
            space
                .at(
                    point(
                        Map.of(
                            "training.augmentation",
                            "crop",
                            "training.augmentation-strength",
                            0.5)))
                .views())
        .isEqualTo(new Views(Augmentation.CROP, 4, 0.5, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FIXED.search(TrainingSetting.STRENGTH, Real.between(0.5, 1.5)));
  }

  @Test
  void theUsualValueStandsForASearchedOneWhereItIsInItsRange() {
    TrainingSpace around = FIXED.search(TrainingSetting.LEARNING_RATE, Real.between(0.1, 0.3));
    assertThat(around.usual()).isEqualTo(USUAL);
    assertThat(around.usual(around.parameters().get(0))).contains(0.2);
    TrainingSpace beside = FIXED.search(TrainingSetting.LEARNING_RATE, Real.between(0.01, 0.03));
    assertThat(beside.usual().learningRate()).isCloseTo(0.02, within(1e-12));
    assertThat(beside.usual(Parameter.of("width", Real.between(0, 1)))).isEmpty();
    assertThat(optimisers(OptimiserKind.ADAM, OptimiserKind.SGD).usual()).isEqualTo(USUAL);
  }

  @Test
  void bothEndsOfARangeMustBeValid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FIXED.search(TrainingSetting.LEARNING_RATE, Real.between(0, 0.5)))
        .withMessage("learningRate must lie in (0, 10], got 0.0");
  }

  @Test
  void searchedBatchesAreAtMostTheExamples() {
    TrainingSetting<Integer> setting = TrainingSetting.BATCH_SIZE;
    DataSet data = Samples.halves();
    TrainingSpace searched =
        FIXED.with(setting, Tunable.whole(setting.parameter(), new Whole(8, 96, 8)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> searched.requireFor(data.train()))
        .withMessage("training.batch-size must be at most the 90 training examples, got 96");
    FIXED
        .with(setting, Tunable.whole(setting.parameter(), new Whole(8, 88, 8)))
        .requireFor(data.train());
    TrainingSpace.fixed(USUAL.withBatchSize(96)).requireFor(data.train());
  }
}
