package io.paretune.evaluators.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.TokenWindows;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.train.forward.StepGate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A stage of a Swin transformer is trained: 2x2 tokens a window of a 4x4 grid, shifted by 1. */
class TokenWindowsTest {

  private static final int WIDTH = 8;

  /** The token of the grid at each place, window by window. */
  private static final List<Integer> ORDER =
      IntStream.range(0, 16)
          .mapToObj(
              i -> {
                int row = i / 8 * 2 + i % 4 / 2;
                int column = i / 4 % 2 * 2 + i % 2;
                return (row + 1) % 4 * 4 + (column + 1) % 4;
              })
          .toList();

  /** Which tokens have come around an edge: 0 neither, 1 the right one, 2 the lower, 3 both. */
  private static final List<Integer> PARTS =
      ORDER.stream().map(token -> (token / 4 == 0 ? 2 : 0) + (token % 4 == 0 ? 1 : 0)).toList();

  private static Network network() {
    NetworkBuilder net = Network.from(Shape.image(1, 8, 8));
    net.block("stem").conv(WIDTH, Window.square(2).withStride(2), 1, true);
    String start = net.layer("tokens", new Movement.ImageTokens()).at();
    net.block("attention").layer("norm", TokenLayer.LayerNorm.of(WIDTH));
    String windows = net.layer("windows", new Movement.SelectTokens(16, ORDER, 1)).at();
    String key = net.layer("linear", new Layer.Linear(WIDTH, WIDTH, true)).at();
    net.from(windows);
    String value = net.layer("linear", new Layer.Linear(WIDTH, WIDTH, true)).at();
    net.from(windows).layer("linear", new Layer.Linear(WIDTH, WIDTH, true));
    net.join(
        "heads", new TokenLayer.Attention(2, 4, 0.5, 4, new TokenWindows(4, PARTS)), key, value);
    net.layer("linear", new Layer.Linear(WIDTH, WIDTH, true));
    List<Integer> back = IntStream.range(0, 16).mapToObj(ORDER::indexOf).toList();
    net.layer("back", new Movement.SelectTokens(16, back, 1)).add(start);
    List<Integer> merged =
        IntStream.range(0, 16)
            .mapToObj(i -> (i / 8 * 2 + i % 2) * 4 + i / 4 % 2 * 2 + i % 4 / 2)
            .toList();
    net.block("merge").layer("merged", new Movement.SelectTokens(16, merged, 4));
    net.layer("norm", TokenLayer.LayerNorm.of(4 * WIDTH));
    net.layer("linear", new Layer.Linear(4 * WIDTH, 2 * WIDTH, false));
    return net.block("head").layer("mean", new TokenLayer.TokenMean()).linear(3).build();
  }

  @Test
  void tokensOfWindowsAreTrained() {
    DataSet data = Samples.halves();
    Network network = network();
    Weights initial = Initialisation.kaiming(network, 1);
    Trained trained =
        Trainer.onCpu()
            .train(
                network,
                initial,
                data.train(),
                data.validation(),
                TrainingSettings.defaults().withEpochs(8).withBatchSize(16),
                Optional.empty(),
                EpochListener.untilTheEnd(),
                StepGate.open());
    assertThat(trained.validationScore()).isGreaterThan(0.9);
    String heads =
        network.nodes().stream()
            .filter(node -> node.layer() instanceof TokenLayer.Attention)
            .findFirst()
            .orElseThrow()
            .name();
    String scores = Role.SCORES.of(heads);
    assertThat(trained.weights().get(scores).toArray()).isNotEqualTo(initial.get(scores).toArray());
  }

  @Test
  void onlyTokensOfAWindowAreCounted() {
    TokenLayer.Attention windows =
        new TokenLayer.Attention(2, 4, 0.5, 0, new TokenWindows(4, List.of()));
    Shape tokens = Shape.sequence(16, WIDTH);
    assertThat(windows.multiplyAdds(List.of(tokens, tokens, tokens))).isEqualTo(16 * 4 * 2 * WIDTH);
  }
}
