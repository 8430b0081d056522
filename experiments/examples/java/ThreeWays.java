import io.paretune.experiments.config.space.SpaceReader;
import io.paretune.experiments.config.space.SpaceWriter;
import io.paretune.search.space.Branch;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.space.type.Choices;
import io.paretune.search.space.type.LogRange;
import io.paretune.search.space.type.Numbers;
import io.paretune.search.space.type.Range;
import io.paretune.search.space.type.RecordSpace;
import io.paretune.search.space.type.Size;
import java.util.List;

/** One search space, written as a Java type, with the builder and in YAML. */
public final class ThreeWays {

  record Net(
      @Range(min = 1, max = 3) int depth,
      @Range(min = 0, max = 0.5, step = 0.1) double dropout,
      Activation activation,
      @Choices({"he", "glorot"}) String start,
      Block stem,
      @Size(min = 2, max = 4) List<Block> blocks,
      Optimizer optimizer) {}

  record Block(@Range(min = 8, max = 64, step = 8) int width, @Numbers({3, 5}) int kernel) {}

  enum Activation {
    RELU,
    HARD_SWISH
  }

  sealed interface Optimizer {}

  record Sgd(
      @LogRange(min = 1e-4, max = 0.1) double learningRate,
      @Range(min = 0, max = 0.99) double momentum)
      implements Optimizer {}

  record Adam(@LogRange(min = 1e-5, max = 0.01) double learningRate) implements Optimizer {}

  static SearchSpace built() {
    return SearchSpace.builder()
        .whole("depth", 1, 3)
        .real("dropout", 0, 0.5, 0.1)
        .choice("activation", "relu", "hard-swish")
        .choice("start", "he", "glorot")
        .group("stem", ThreeWays::block)
        .repeat("blocks", 2, 4, ThreeWays::block)
        .branch("optimizer", ThreeWays::optimizer)
        .build();
  }

  private static void block(SpaceBuilder block) {
    block.whole("width", 8, 64, 8).choice("kernel", 3, 5);
  }

  private static void optimizer(Branch optimizer) {
    optimizer
        .option("sgd", sgd -> sgd.logReal("learning-rate", 1e-4, 0.1).real("momentum", 0, 0.99))
        .option("adam", adam -> adam.logReal("learning-rate", 1e-5, 0.01));
  }

  static final String YAML =
      """
      space:
        depth: {whole: [1, 3]}
        dropout: {real: [0, 0.5], step: 0.1}
        activation: [relu, hard-swish]
        start: [he, glorot]
        stem:
          group:
            width: {whole: [8, 64], step: 8}
            kernel: [3, 5]
        blocks:
          repeat: [2, 4]
          of:
            group:
              width: {whole: [8, 64], step: 8}
              kernel: [3, 5]
        optimizer:
          branch:
            sgd:
              learning-rate: {log-real: [1e-4, 0.1]}
              momentum: {real: [0, 0.99]}
            adam:
              learning-rate: {log-real: [1e-5, 0.01]}
      """;

  public static void main(String[] arguments) {
    SearchSpace typed = RecordSpace.of(Net.class).space();
    SearchSpace read = SpaceReader.read("net.yaml", YAML);
    typed.parameters().forEach(System.out::println);
    if (!typed.equals(built()) || !typed.equals(read) || !SpaceWriter.write(typed).equals(YAML)) {
      throw new AssertionError(SpaceWriter.write(typed));
    }
  }
}
