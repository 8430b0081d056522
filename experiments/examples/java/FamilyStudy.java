import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.trial.Architecture;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.NetworkEvaluation;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.TrialProgress;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.HardwareProfiles;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.TypedSpace;
import io.paretune.search.space.type.Numbers;
import io.paretune.search.space.type.Size;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A network family of one's own, searched with its compression, each candidate really trained. */
public final class FamilyStudy {

  record Plain(@Numbers({8, 16}) int width, @Size(min = 1, max = 3) List<Block> blocks) {}

  record Block(@Numbers({1, 3, 5}) int kernel, Pooling pooling) {}

  enum Pooling {
    NONE,
    MAX,
    AVERAGE
  }

  /** Convolutions in a row, some with a pooling behind them. */
  static final class PlainFamily implements Family {

    private static final TypedSpace<Plain> SPACE = SearchSpace.of(Plain.class);

    @Override
    public String name() {
      return "plain";
    }

    @Override
    public List<String> options() {
      return List.of();
    }

    @Override
    public List<Parameter> parameters(FamilyContext context) {
      return SPACE.space().parameters();
    }

    @Override
    public Network build(Assignment assignment, FamilyContext context) {
      return network(SPACE.decode(assignment), context);
    }

    @Override
    public Network largest(FamilyContext context) {
      Block block = new Block(5, Pooling.NONE);
      return network(new Plain(16, List.of(block, block, block)), context);
    }

    @Override
    public List<BlockChoice> blocks(FamilyContext context) {
      List<BlockChoice> blocks = new ArrayList<>(List.of(always("block0")));
      for (int i = 1; i < 3; i++) {
        blocks.add(new BlockChoice("block" + i, Condition.atLeast("blocks.size", i + 1)));
      }
      blocks.add(always("head"));
      return blocks;
    }

    private static BlockChoice always(String label) {
      return new BlockChoice(label, Condition.always());
    }

    private static Network network(Plain plain, FamilyContext context) {
      NetworkBuilder net = Network.from(context.input());
      for (int i = 0; i < plain.blocks().size(); i++) {
        Block block = plain.blocks().get(i);
        net.block("block" + i).conv(plain.width(), block.kernel()).batchNorm().relu();
        switch (block.pooling()) {
          case MAX -> net.maxPool(2, 2);
          case AVERAGE -> net.averagePool(2, 2);
          case NONE -> {}
        }
      }
      return net.block("head").globalAveragePool().flatten().linear(context.classes()).build();
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("family-study");
    TrialSpec trials =
        new TrialSpec(
            DataSpec.of("digits"), // built in: 1,797 images of 8x8
            Architecture.of(new PlainFamily()),
            CompressionSpace.defaults().withPruning(List.of(0.0)), // 32 or 8 bits for each block
            Schedule.defaults()
                .withTraining(TrainingSettings.defaults().withEpochs(1).withBatchSize(64))
                .withFineTuningEpochs(0),
            Measuring.of(HardwareProfiles.named("cpu-1-thread"), Set.of())); // and nothing timed
    try (NetworkEvaluation evaluation =
        NetworkEvaluation.open(
            trials, 7, directory, files(directory), MeasuringLease.ofThisHost(), 1)) {
      Study<Assignment> study =
          Study.of(evaluation.space()).maximize("accuracy").minimize("size-bytes").seed(7).start();
      study.optimize(
          (point, trial) -> evaluation.evaluate(trial.number(), point, TrialProgress.silent()),
          Budget.trials(6));
      study
          .paretoFront()
          .forEach(
              member ->
                  System.out.printf(
                      "%.3f %s%n",
                      member.trial().measurement().orElseThrow().metric("accuracy"),
                      PlainFamily.SPACE.decode(member.value())));
    }
  }

  /** Keeps each trial's ONNX file, which is what the accuracy was taken of. */
  private static ArtifactSink files(Path directory) {
    return (bytes, suffix) -> {
      try {
        Path file = Files.createTempFile(directory, "network", suffix);
        return new ArtifactSink.Stored(file.getFileName().toString(), Files.write(file, bytes));
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    };
  }
}
