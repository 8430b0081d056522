package io.paretune.evaluators.family.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.type.Numbers;
import io.paretune.search.space.type.Size;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordFamilyTest {

  record Plain(
      @Numbers({4, 8}) int width, @Size(min = 1, max = 3) List<@Numbers({1, 3}) Integer> kernels) {}

  private final FamilyContext images = FamilyContext.of(Shape.image(1, 8, 8), 10);

  private static Network network(Plain plain, FamilyContext context) {
    NetworkBuilder net = Network.from(context.input());
    for (int i = 0; i < plain.kernels().size(); i++) {
      net.block("kernels." + i).conv(plain.width(), plain.kernels().get(i)).relu();
    }
    return net.block("head").globalAveragePool().flatten().linear(10).build();
  }

  private static RecordFamily<Plain> family(Plain largest) {
    return RecordFamily.of("plain", Plain.class, largest, RecordFamilyTest::network);
  }

  @Test
  void aBlockExistsWhereThePartOfTheRecordDoesThatItIsNamedAfter() {
    RecordFamily<Plain> family = family(new Plain(8, List.of(3, 3, 3)));
    assertThat(family.blocks(images))
        .containsExactly(
            new BlockChoice("kernels.0", Condition.always()),
            new BlockChoice("kernels.1", Condition.atLeast("kernels.size", 2)),
            new BlockChoice("kernels.2", Condition.atLeast("kernels.size", 3)),
            new BlockChoice("head", Condition.always()));
  }

  @Test
  void anAssignmentIsARecordIsANetwork() {
    RecordFamily<Plain> family = family(new Plain(8, List.of(3, 3, 3)));
    Assignment point =
        family
            .space(images)
            .assignment(
                Map.of("width", 4L, "kernels.size", 2L, "kernels[0]", 1L, "kernels[1]", 3L));
    Plain plain = new Plain(4, List.of(1, 3));
    assertThat(family.decode(point)).isEqualTo(plain);
    assertThat(family.build(point, images)).isEqualTo(network(plain, images));
  }

  @Test
  void theLargestArchitectureMustLieInTheSpace() {
    assertThatThrownBy(() -> family(new Plain(16, List.of(3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("width");
  }
}
