package io.paretune.evaluators.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.FamilyPoints;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PruningSpaceTest {

  private static final PruningSpace ALL =
      PruningSpace.none()
          .withKinds(List.of(PruningKind.values()))
          .withRatios(List.of(0.0, 0.25, 0.5))
          .withCriteria(List.of(PruningCriterion.values()))
          .withScopes(List.of(PruningScope.values()))
          .withSteps(List.of(1, 3));

  private final Family family = new ResNetFamily();
  private final FamilyContext context =
      FamilyContext.of(Shape.image(1, 8, 8), 10).with("width", 16).with("depth", 1, 2);
  private final List<BlockChoice> blocks = family.blocks(context);

  private SearchSpace space(PruningSpace pruning) {
    List<Parameter> parameters = new ArrayList<>(family.parameters(context));
    parameters.addAll(CompressionSpace.of(pruning).parameters(blocks, family.largest(context)));
    return SearchSpace.of(parameters);
  }

  private static List<String> names(SearchSpace space) {
    return space.parameters().stream()
        .map(Parameter::name)
        .filter(name -> name.startsWith("pruning"))
        .toList();
  }

  @Test
  void oneRatioForTheNetworkIsOneParameter() {
    assertThat(names(space(ALL)))
        .containsExactly(
            "pruning-kind", "pruning", "pruning-criterion", "pruning-scope", "pruning-steps");
    assertThat(names(space(PruningSpace.none().withRatios(List.of(0.0, 0.5)))))
        .containsExactly("pruning");
    assertThat(names(space(PruningSpace.none().withScopes(List.of(PruningScope.values())))))
        .as("channels have no scope")
        .isEmpty();
  }

  @Test
  void onlyWhatMattersExistsAtAPoint() {
    SearchSpace space = space(ALL);
    Random random = new Random(1);
    int pruned = 0;
    for (int i = 0; i < 200; i++) {
      Assignment point = space.fromUnit(random.doubles(space.dimension()).toArray());
      PruningPlan plan = ALL.decode(point, blocks);
      boolean ratio = plan.kind() != PruningKind.TWO_OF_FOUR;
      boolean some = ratio && plan.ratio() > 0;
      assertThat(point.has("pruning")).isEqualTo(ratio);
      assertThat(point.has("pruning-criterion"))
          .isEqualTo(some && plan.kind() == PruningKind.CHANNELS);
      assertThat(point.has("pruning-scope")).isEqualTo(some && plan.kind() == PruningKind.WEIGHTS);
      assertThat(point.has("pruning-steps")).isEqualTo(some);
      assertThat(plan.acts()).isEqualTo(some || !ratio);
      pruned += plan.acts() ? 1 : 0;
    }
    assertThat(pruned).isBetween(100, 199);
  }

  @Test
  void aRatioOfItsOwnExistsForEachBlockThatHasChannels() {
    PruningSpace grouped =
        PruningSpace.none().withRatios(List.of(0.0, 0.5)).withByBlock(true).withMultiple(4);
    SearchSpace space = space(grouped);
    assertThat(names(space))
        .containsExactly(
            "pruning.stem",
            "pruning.stage1.block0",
            "pruning.stage1.block1",
            "pruning.stage2.block0",
            "pruning.stage2.block1",
            "pruning.stage3.block0",
            "pruning.stage3.block1");
    assertThat(names(space(grouped.withKinds(List.of(PruningKind.WEIGHTS)))))
        .as("the last layer has weights to lose, but no channels")
        .contains("pruning.head");
    Parameter second =
        space.parameters().stream()
            .filter(parameter -> parameter.name().equals("pruning.stage2.block1"))
            .findFirst()
            .orElseThrow();
    assertThat(second.condition().holds(Assignment.of(Map.of("depth.stage2", 1L)))).isFalse();
    assertThat(second.condition().holds(Assignment.of(Map.of("depth.stage2", 2L)))).isTrue();
  }

  @Test
  void theRatioOfABlockGoesToTheGroupsThatBeginInIt() {
    CompressionSpace compression =
        CompressionSpace.of(
            PruningSpace.none().withRatios(List.of(0.0, 0.5)).withByBlock(true).withMultiple(4));
    CompressionPlan plan =
        compression.decode(
            Assignment.of(Map.of("pruning.stem", 0.5, "pruning.stage1.block0", 0.0)), blocks);
    var network =
        family.largest(
            FamilyContext.of(Shape.image(1, 8, 8), 10).with("width", 16).with("depth", 1));
    var groups = StructuredPruning.groups(network);
    assertThat(groups.get(0).producers()).containsExactly("stem.conv1", "stage1.block0.conv2");
    assertThat(plan.pruning().ratio(network, groups.get(0))).isEqualTo(0.5);
    assertThat(plan.pruning().ratio(network, groups.get(1))).isZero();
    assertThat(plan.pruning().acts()).isTrue();
  }

  @Test
  void theWidthOfTokensHasARatioOfItsOwnWhereThereAreTokens() {
    PruningSpace space = PruningSpace.none().withEmbeddings(List.of(0.0, 0.5));
    assertThat(names(space(space))).isEmpty();
    assertThat(space.fineTunes()).isTrue();
    Network tokens = FamilyPoints.draw("vit", 1).network();
    assertThat(space.parameters(List.of(), tokens))
        .extracting(Parameter::name)
        .containsExactly("pruning-embedding");
    PruningPlan plan = space.decode(Assignment.of(Map.of("pruning-embedding", 0.5)), List.of());
    assertThat(plan.embedding()).isEqualTo(0.5);
    assertThat(plan.acts()).isTrue();
    StructuredPruning.groups(tokens)
        .forEach(
            group -> assertThat(plan.ratio(tokens, group)).isEqualTo(group.normalised() ? 0.5 : 0));
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ALL.withByBlock(true))
        .withMessageContaining("pruning-scope must be layer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ALL.withCriteria(List.of()))
        .withMessageContaining("pruning-criterion must hold at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ALL.requireEpochs(2))
        .withMessageContaining("got 3 steps and 2 epochs");
    assertThatCode(() -> PruningSpace.none().requireEpochs(0)).doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ALL.decode(Assignment.of(Map.of("pruning-kind", "channels")), blocks))
        .withMessageContaining("pruning");
  }
}
