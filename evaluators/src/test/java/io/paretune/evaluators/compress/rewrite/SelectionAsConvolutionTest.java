package io.paretune.evaluators.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SelectionAsConvolutionTest {

  /** Every second pixel, four channels more: the shortcut of a residual network for CIFAR. */
  private static Network shortcut(Movement.Crop crop) {
    return Network.from(Shape.image(3, 9, 9))
        .conv(4, 3)
        .layer("crop", crop)
        .layer("select", Movement.SelectChannels.range(4, 2, 0, 4, 2))
        .globalAveragePool()
        .flatten()
        .linear(5)
        .build();
  }

  private static WeightedNetwork weighted(Network network, long seed) {
    return new WeightedNetwork(network, RandomNetworks.weights(network, seed));
  }

  @Property(tries = 200, seed = "40441")
  void outputsStayToTheLastBit(@ForAll long seed) {
    Network network = RandomNetworks.network(seed, true);
    WeightedNetwork model = weighted(network, seed);
    WeightedNetwork rewritten = SelectionAsConvolution.rewrite(model, node -> true);
    assertThat(rewritten.network().nodes())
        .noneMatch(
            node -> node.layer() instanceof Movement.Crop crop && regular(rewritten, node, crop));
    for (float[] image : RandomNetworks.examples(network, 1, seed)) {
      assertThat(new ReferenceForward(rewritten.network(), rewritten.weights()).logits(image))
          .containsExactly(new ReferenceForward(network, model.weights()).logits(image));
    }
  }

  private static boolean regular(WeightedNetwork model, Node node, Movement.Crop crop) {
    Shape.Image in = (Shape.Image) model.network().inputShapes(node).get(0);
    return crop.top() == 0
        && crop.left() == 0
        && crop.height() == (in.height() + crop.rowStep() - 1) / crop.rowStep()
        && crop.width() == (in.width() + crop.columnStep() - 1) / crop.columnStep();
  }

  @Test
  void pixelsAndChannelsBecomeOneConvolution() {
    WeightedNetwork model = weighted(shortcut(new Movement.Crop(0, 0, 5, 5, 2, 2)), 1);
    Network rewritten = SelectionAsConvolution.rewrite(model, node -> true).network();
    assertThat(rewritten.nodes()).hasSize(model.network().nodes().size() - 1);
    assertThat(rewritten.nodes())
        .filteredOn(node -> node.layer() instanceof Layer.Conv2d)
        .extracting(node -> ((Layer.Conv2d) node.layer()).outputs())
        .containsExactly(4, 8);
  }

  @Test
  void whatIsNoRegularGridOrNotAskedForStays() {
    WeightedNetwork off = weighted(shortcut(new Movement.Crop(1, 0, 4, 5, 2, 2)), 1);
    assertThat(SelectionAsConvolution.rewrite(off, node -> true)).isEqualTo(off);
    WeightedNetwork part = weighted(shortcut(new Movement.Crop(0, 0, 4, 5, 2, 2)), 1);
    assertThat(SelectionAsConvolution.rewrite(part, node -> true)).isEqualTo(part);
    WeightedNetwork model = weighted(shortcut(new Movement.Crop(0, 0, 5, 5, 2, 2)), 1);
    assertThat(SelectionAsConvolution.rewrite(model, node -> false)).isEqualTo(model);
    List<Node> before = model.network().nodes();
    assertThat(
            SelectionAsConvolution.rewrite(
                model, node -> node.layer() instanceof Movement.SelectChannels))
        .extracting(kept -> kept.network().nodes())
        .isEqualTo(before);
  }
}
