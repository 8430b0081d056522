package io.paretune.evaluators.train.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.Samples;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.batch.ViewedBatches;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.train.optimise.OptimiserKind;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.evaluators.train.state.TrainingState;
import io.paretune.evaluators.train.state.TrainingStateFile;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingLoopTest {
  private final DataSet data = Samples.halves();
  private final Network network = dropping(4);

  /** With dropout, whose draws must go on where they were. */
  private static Network dropping(int width) {
    NetworkBuilder net = Network.from(Shape.image(1, 8, 8));
    net.block("body").conv(width, 3, 2).batchNorm().relu();
    return net.block("head").flatten().dropout(0.3).linear(3).build();
  }

  private TrainingSettings settings(OptimiserKind kind) {
    TrainingSettings usual = TrainingSettings.defaults();
    return usual
        .withEpochs(3)
        .withBatchSize(16)
        .withSeed(5)
        .withViews(new Views(Augmentation.CROP_AND_MIX, 3, 1))
        .withOptimisation(usual.optimisation().withOptimiser(kind).withClipping(5));
  }

  private <T> T in(Network trained, OptimiserKind kind, Function<TrainingLoop, T> use) {
    TrainingSettings settings = settings(kind);
    DistillationLoss loss = new DistillationLoss(data.train().head().loss(), 2, 0.5);
    DistillationLoss labels = new DistillationLoss(data.train().head().loss(), 1, 0);
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      WeightArrays weights = new WeightArrays(trained, Samples.weights(trained, 1), manager);
      Update update = new Update(settings.optimisation(), weights, manager);
      Branch first =
          new Branch(
              trained,
              WeightTransform.identity(),
              Mode.TRAINING,
              new TaskObjective(labels, Optional.empty()));
      Branch second =
          new Branch(
              trained,
              WeightTransform.identity(),
              Mode.BATCH_STATISTICS,
              new InPlaceDistillation(loss, 0));
      // As many branches as the step says, so that a wrong position shows.
      BranchSource source =
          (epoch, step) -> step % 2 == 0 ? List.of(first, second) : List.of(first);
      TrainingLoop loop =
          new TrainingLoop(
              new TrainingStep(
                  new ViewedBatches(
                      trained, data.train(), settings.batching(), Optional.empty(), labels),
                  update,
                  manager),
              source,
              new TrainingLoop.Course(
                  settings.epochs(), settings.optimisation().rate(), settings.seed()),
              StepGate.open());
      return use.apply(loop);
    }
  }

  private static TrainingState toTheEnd(TrainingLoop loop) {
    while (!loop.done()) {
      loop.epoch();
    }
    return loop.state("this", Map.of("seen", "all"));
  }

  private static TrainingState after(TrainingLoop loop, int steps) {
    for (int i = 0; i < steps; i++) {
      loop.step();
    }
    return loop.state("this", Map.of());
  }

  @ParameterizedTest
  @EnumSource(OptimiserKind.class)
  void whatIsGoneOnWithFromAFileEndsAsWhatWasNeverEnded(
      OptimiserKind kind, @TempDir Path directory) {
    TrainingState whole = in(network, kind, TrainingLoopTest::toTheEnd);
    Path file = directory.resolve("state");
    // Ended within the first epoch, at the end of it, and within the last.
    TrainingStateFile.save(in(network, kind, loop -> after(loop, 4)), file);
    for (int steps : new int[] {2, 7}) {
      TrainingState middle = TrainingStateFile.load(file);
      TrainingStateFile.save(
          in(
              network,
              kind,
              loop -> {
                loop.restore(middle);
                return after(loop, steps);
              }),
          file);
    }
    TrainingState last = TrainingStateFile.load(file);
    TrainingState end =
        in(
            network,
            kind,
            loop -> {
              loop.restore(last);
              return toTheEnd(loop);
            });
    assertThat(last.steps()).isEqualTo(13);
    assertThat(end).isEqualTo(whole);
    assertThat(end.steps()).isEqualTo(18);
    assertThat(end.losses()).hasSize(2);
    assertThat(end.losses().get(0).examples()).isEqualTo(90);
    assertThat(end.losses().get(1).examples()).isEqualTo(45);
  }

  @Test
  void theFileHoldsWhatWasSaved(@TempDir Path directory) {
    Path file = directory.resolve("state");
    TrainingState state = in(network, OptimiserKind.SGD, TrainingLoopTest::toTheEnd);
    TrainingStateFile.save(state, file);
    assertThat(TrainingStateFile.load(file)).isEqualTo(state);
    assertThat(TrainingStateFile.load(file).notes()).containsEntry("seen", "all");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
  }

  private void damaged(Path directory, Consumer<byte[]> damage, int length, String complaint)
      throws IOException {
    Path file = directory.resolve("state");
    TrainingStateFile.save(in(network, OptimiserKind.SGD, loop -> after(loop, 1)), file);
    byte[] bytes = Files.readAllBytes(file);
    damage.accept(bytes);
    Files.write(file, Arrays.copyOf(bytes, length < 0 ? bytes.length : length));
    assertThatThrownBy(() -> TrainingStateFile.load(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(complaint);
  }

  @Test
  void aDamagedFileIsRefused(@TempDir Path directory) throws IOException {
    damaged(directory, bytes -> bytes[bytes.length / 2] ^= 1, -1, "checksum must match");
    damaged(directory, bytes -> {}, 200, "checksum must match");
    damaged(directory, bytes -> {}, 20, "must start with 'PTTS1'");
    damaged(directory, bytes -> bytes[0] = 'X', -1, "must start with 'PTTS1'");
  }

  @Test
  void theStateOfOtherArraysIsRefusedAndChangesNothing() {
    TrainingState wider = in(dropping(6), OptimiserKind.SGD, loop -> after(loop, 1));
    TrainingState adam = in(network, OptimiserKind.ADAM, loop -> after(loop, 1));
    TrainingState untouched = in(network, OptimiserKind.SGD, loop -> after(loop, 0));
    Weights after =
        in(
            network,
            OptimiserKind.SGD,
            loop -> {
              assertThatThrownBy(() -> loop.restore(wider))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("[4, 1, 3, 3], got [6, 1, 3, 3]");
              assertThatThrownBy(() -> loop.restore(adam))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("velocity");
              return loop.state("this", Map.of()).arrays();
            });
    assertThat(after).isEqualTo(untouched.arrays());
  }

  @Test
  void aTrainingThatIsOverTakesNoFurtherStep() {
    in(
        network,
        OptimiserKind.SGD,
        loop -> {
          toTheEnd(loop);
          assertThatThrownBy(loop::step)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("3 epochs");
          return loop;
        });
  }
}
