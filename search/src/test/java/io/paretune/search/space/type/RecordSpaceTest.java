package io.paretune.search.space.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Branch;
import io.paretune.search.space.Condition;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.space.TypedSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.FrontMember;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecordSpaceTest {

  private enum Activation {
    RELU,
    HARD_SWISH,
    GELU
  }

  private record Block(@Range(min = 8, max = 64, step = 8) int width, boolean residual) {}

  private sealed interface Optimizer permits Sgd, Adaptive, Plain {}

  private record Sgd(
      @LogRange(min = 1e-4, max = 0.1) double learningRate,
      @Range(min = 0, max = 0.99) double momentum)
      implements Optimizer {}

  private sealed interface Adaptive extends Optimizer permits Adam, SignOnly {}

  private record Adam(@LogRange(min = 1e-5, max = 0.01) double learningRate) implements Adaptive {}

  private record SignOnly() implements Adaptive {}

  private enum Plain implements Optimizer {
    NEWTON,
    LINE_SEARCH {
      @Override
      public String toString() {
        return "a constant with a body is a class of its own";
      }
    }
  }

  private record Net(
      @Range(min = 1, max = 3) int depth,
      @LogRange(min = 16, max = 512) long batchSize,
      @Range(min = 0, max = 0.5, step = 0.1) float dropout,
      @Numbers({0.5, 1, 2}) Double temperature,
      @Choices({"he", "glorot"}) String initialisation,
      Activation activation,
      @Choices({"GELU", "hard-swish"}) Activation last,
      Block stem,
      Optimizer optimizer,
      @Size(min = 1, max = 3) List<Block> blocks,
      @Size(min = 2, max = 2) List<@Numbers({3, 5}) Integer> kernels,
      @Size(min = 0, max = 1) List<Optimizer> more) {}

  private static SearchSpace built() {
    return SearchSpace.builder()
        .whole("depth", 1, 3)
        .logWhole("batch-size", 16, 512)
        .real("dropout", 0, 0.5, 0.1)
        .choice("temperature", 0.5, 1, 2)
        .choice("initialisation", "he", "glorot")
        .choice("activation", "relu", "hard-swish", "gelu")
        .choice("last", "gelu", "hard-swish")
        .group("stem", RecordSpaceTest::block)
        .branch("optimizer", RecordSpaceTest::optimizer)
        .repeat("blocks", 1, 3, RecordSpaceTest::block)
        .repeat("kernels", 2, 2, (list, kernel) -> list.choice(kernel, 3, 5))
        .repeat("more", 0, 1, (list, one) -> list.branch(one, RecordSpaceTest::optimizer))
        .build();
  }

  private static void block(SpaceBuilder block) {
    block.whole("width", 8, 64, 8).choice("residual", false, true);
  }

  private static void optimizer(Branch optimizer) {
    optimizer
        .option("sgd", sgd -> sgd.logReal("learning-rate", 1e-4, 0.1).real("momentum", 0, 0.99))
        .option("adam", adam -> adam.logReal("learning-rate", 1e-5, 0.01))
        .option("sign-only")
        .option("newton")
        .option("line-search");
  }

  @Test
  void aRecordIsTheSpaceThatABuilderMakes() {
    SearchSpace space = RecordSpace.of(Net.class).space();
    assertThat(space.differenceFrom(built())).isEmpty();
    assertThat(space).isEqualTo(built());
    assertThat(space.parameters().stream().map(parameter -> parameter.name()))
        .containsExactly(
            "depth",
            "batch-size",
            "dropout",
            "temperature",
            "initialisation",
            "activation",
            "last",
            "stem.width",
            "stem.residual",
            "optimizer",
            "optimizer.sgd.learning-rate",
            "optimizer.sgd.momentum",
            "optimizer.adam.learning-rate",
            "blocks.size",
            "blocks[0].width",
            "blocks[0].residual",
            "blocks[1].width",
            "blocks[1].residual",
            "blocks[2].width",
            "blocks[2].residual",
            "kernels[0]",
            "kernels[1]",
            "more.size",
            "more[0]",
            "more[0].sgd.learning-rate",
            "more[0].sgd.momentum",
            "more[0].adam.learning-rate");
    assertThat(space.parameter("blocks[2].width").orElseThrow().condition())
        .isEqualTo(Condition.atLeast("blocks.size", 3));
    assertThat(space.parameter("more[0].adam.learning-rate").orElseThrow().condition().describe())
        .isEqualTo("more.size >= 1 and more[0] = adam");
  }

  @Test
  void anObjectIsWhatItsAssignmentSays() {
    Net net =
        new Net(
            2,
            128,
            0.3f,
            0.5,
            "he",
            Activation.HARD_SWISH,
            Activation.GELU,
            new Block(16, true),
            new Sgd(0.01, 0.9),
            List.of(new Block(8, false), new Block(64, true)),
            List.of(3, 5),
            List.of(Plain.LINE_SEARCH));
    TypedSpace<Net> space = RecordSpace.of(Net.class);
    Assignment point = space.encode(net);
    assertThat(point.asMap())
        .containsEntry("dropout", 0.3)
        .containsEntry("activation", "hard-swish")
        .containsEntry("optimizer", "sgd")
        .containsEntry("optimizer.sgd.momentum", 0.9)
        .containsEntry("blocks.size", 2L)
        .containsEntry("blocks[1].width", 64L)
        .containsEntry("more[0]", "line-search")
        .doesNotContainKeys("optimizer.adam.learning-rate", "blocks[2].width", "kernels.size");
    assertThat(space.decode(point)).isEqualTo(net);
  }

  @Test
  void pointsAndObjectsAreTheSameThing() {
    TypedSpace<Net> space = RecordSpace.of(Net.class);
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      Assignment point =
          space.space().fromUnit(random.doubles(space.space().dimension()).toArray());
      Net net = space.decode(point);
      assertThat(space.encode(net)).isEqualTo(point);
      assertThat(space.decode(space.encode(net))).isEqualTo(net);
      assertThat(net.blocks()).hasSize((int) point.whole("blocks.size"));
    }
  }

  private record Single(
      @Range(min = 0.1, max = 0.7) float plain, @LogRange(min = 1e-5, max = 0.3) Float scaled) {}

  @Test
  void aFloatIsTheNearestAndStaysInItsRange() {
    TypedSpace<Single> space = RecordSpace.of(Single.class);
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      double[] unit =
          i == 0
              ? new double[] {0, 0}
              : i == 1 ? new double[] {1, 1} : random.doubles(2).map(x -> x * x * x).toArray();
      Single value = space.decode(space.space().fromUnit(unit));
      assertThat(value.plain()).isBetween(0.1f, 0.7f);
      assertThat(value.scaled()).isBetween(1e-5f, 0.3f);
      Assignment point = space.encode(value);
      assertThat(space.decode(point)).isEqualTo(value);
      assertThat(space.encode(space.decode(point))).isEqualTo(point);
    }
    assertThat(space.encode(new Single(0.1f, 0.3f)).asMap())
        .containsExactly(Map.entry("plain", 0.1), Map.entry("scaled", 0.3));
  }

  @Test
  void objectsOutsideTheSpaceAreRefusedByName() {
    record Small(
        @Range(min = 1, max = 3) int depth,
        @Choices("RELU") Activation activation,
        @Size(min = 1, max = 2) List<@Range(min = 0, max = 1) Double> shares) {}
    TypedSpace<Small> space = RecordSpace.of(Small.class);
    refused(
        space,
        new Small(4, Activation.RELU, List.of(0.5)),
        "whole 1..3, got 4 (parameter 'depth')");
    refused(space, new Small(3, Activation.GELU, List.of(0.5)), "one of [relu], got gelu");
    refused(
        space,
        new Small(3, Activation.RELU, List.of()),
        "1 to 2 elements, got 0 (component 'shares')");
    refused(
        space, new Small(3, Activation.RELU, List.of(0.5, 2.0)), "got 2.0 (parameter 'shares[1]')");
  }

  private static <T> void refused(TypedSpace<T> space, T value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space.encode(value))
        .withMessageContaining(message);
  }

  private record Picky(@Range(min = 1, max = 4) int inner, @Range(min = 1, max = 4) int outer) {
    Picky {
      if (inner > outer) {
        throw new IllegalArgumentException("inner <= outer must hold, got " + inner + ", " + outer);
      }
    }
  }

  @Test
  void whatARecordRefusesFailsItsTrialAndNoOther() {
    Study<Picky> study =
        Study.of(Picky.class).maximize("area").sampler(new RandomSampler()).seed(5).start();
    study.enqueue(new Picky(2, 3));
    study.optimize(
        (picky, trial) -> trial.measured(picky.inner() * picky.outer()), Budget.trials(16));
    List<Trial> failed =
        study.trials().stream().filter(trial -> trial.state() == TrialState.FAILED).toList();
    assertThat(failed)
        .hasSize(6)
        .allSatisfy(
            trial ->
                assertThat(trial.reason())
                    .contains(
                        "inner <= outer must hold, got "
                            + trial.assignment().whole("inner")
                            + ", "
                            + trial.assignment().whole("outer")));
    assertThat(study.paretoFront()).extracting(FrontMember::value).containsExactly(new Picky(4, 4));
  }
}
