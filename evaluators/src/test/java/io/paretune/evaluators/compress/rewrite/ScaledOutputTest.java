package io.paretune.evaluators.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.OutputScale;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaledOutputTest {

  private static final float[] INPUT = {0.5f, -1, 2};

  private static WeightedNetwork model(boolean bias, boolean closed) {
    Node hidden = new Node("h", new Layer.Linear(3, 4, true), List.of(Network.INPUT), "h");
    Node act = new Node("r", new Layer.Activation(ActivationKind.TANH), List.of("h"), "h");
    Node out = new Node("o", new Layer.Linear(4, 1, bias), List.of("r"), "o");
    Node end = new Node("s", new Layer.Activation(ActivationKind.SIGMOID), List.of("o"), "o");
    Network network =
        Network.of(
            Shape.vector(3), closed ? List.of(hidden, act, out, end) : List.of(hidden, act, out));
    return new WeightedNetwork(network, Initialisation.kaiming(network, 3));
  }

  private static float answer(WeightedNetwork model) {
    return new ReferenceForward(model.network(), model.weights()).logits(INPUT)[0];
  }

  @Test
  void answersAreOnTheScaleAndBackAgain() {
    OutputScale scale = new OutputScale(12.5, 300);
    for (boolean bias : new boolean[] {true, false}) {
      WeightedNetwork model = model(bias, false);
      WeightedNetwork scaled = ScaledOutput.of(model, scale);
      assertThat(answer(scaled)).isCloseTo(answer(model) * 12.5f + 300, within(1e-4f));
      assertThat(answer(ScaledOutput.of(scaled, scale.inverse())))
          .isCloseTo(answer(model), within(1e-5f));
      assertThat(scaled.network().nodes()).hasSameSizeAs(model.network().nodes());
    }
  }

  @Test
  void nothingIsTouchedWithoutAUnit() {
    WeightedNetwork closed = model(true, true);
    assertThat(ScaledOutput.of(closed, OutputScale.identity())).isSameAs(closed);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScaledOutput.of(closed, new OutputScale(2, 0)))
        .withMessageContaining("must end in a linear layer")
        .withMessageContaining("node 's'");
  }
}
