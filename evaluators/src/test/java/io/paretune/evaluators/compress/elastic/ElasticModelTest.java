package io.paretune.evaluators.compress.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.GivenModel;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.read.ImportedModel;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElasticModelTest {

  private static final FamilyContext CONTEXT = FamilyContext.of(Shape.image(1, 8, 8), 4);

  private static final PruningSpace CHANNELS =
      PruningSpace.none().withRatios(List.of(0.0, 0.25, 0.5)).withMultiple(1);

  private static WeightedNetwork resnet() {
    Network network =
        new ResNetFamily().largest(CONTEXT.with("stages", 2).with("width", 8).with("depth", 3));
    return new WeightedNetwork(network, RandomNetworks.weights(network, 7));
  }

  private static ElasticModel elastic(WeightedNetwork model, PruningSpace pruning) {
    return new ElasticModel(
        new GivenModel(model), CompressionSpace.of(pruning, new RemovalSpace()));
  }

  @Test
  void itsFilesAreCalledAsTheModelsFile() {
    WeightedNetwork model = resnet();
    ImportedModel read = OnnxImport.read(OnnxExport.encode(model.network(), model.weights()));
    ElasticModel family =
        new ElasticModel(
            GivenModel.of(shape -> read, () -> "hash"),
            CompressionSpace.of(CHANNELS, new RemovalSpace()));
    assertThat(family.signature(CONTEXT)).contains(read.signature().file());
    assertThat(elastic(model, CHANNELS).signature(CONTEXT)).isEmpty();
  }

  @Test
  void everyNetworkWithinIsTheModelWithItsLastChannelsMasked() {
    isMasked(elastic(resnet(), CHANNELS.withByBlock(true)));
  }

  @Test
  void soItIsWhereTokensAreNarrower() {
    FamilyContext context = CONTEXT.with("patch", 2).with("width", 16).with("depth", 2);
    Network network = Families.standard().named("vit").largest(context);
    PruningSpace embedding =
        PruningSpace.none().withEmbeddings(List.of(0.0, 0.25, 0.5)).withMultiple(1);
    ElasticModel family =
        elastic(new WeightedNetwork(network, RandomNetworks.weights(network, 5)), embedding);
    assertThat(family.parameters(CONTEXT))
        .extracting(Parameter::name)
        .contains(PruningSpace.EMBEDDING);
    isMasked(family);
  }

  private static void isMasked(ElasticModel family) {
    WeightedNetwork whole =
        new WeightedNetwork(family.largest(CONTEXT), family.weights(CONTEXT).orElseThrow());
    FamilyParts parts = new FamilyParts(family, CONTEXT);
    SearchSpace space = family.space(CONTEXT);
    Random random = new Random(3);
    int smaller = 0;
    for (int i = 0; i < 30; i++) {
      Assignment point = space.fromUnit(random.doubles(space.dimension()).toArray());
      WeightedNetwork part =
          parts
              .supernet()
              .part(family.build(point, CONTEXT))
              .with(SharedTensors.of(whole.weights()));
      WeightedNetwork removed = ByTechniques.removed(whole, point);
      WeightedNetwork masked = ByTechniques.masked(removed, part.network());
      smaller += masked.weights().equals(removed.weights()) ? 0 : 1;
      assertThat(StructuredPruning.groups(part.network()))
          .hasSameSizeAs(StructuredPruning.groups(removed.network()));
      for (float[] example : RandomNetworks.examples(whole.network(), 2, i)) {
        float[] alone = new ReferenceForward(part.network(), part.weights()).logits(example);
        float[] within = new ReferenceForward(masked.network(), masked.weights()).logits(example);
        for (int o = 0; o < alone.length; o++) {
          assertThat(alone[o]).as(point.toString()).isCloseTo(within[o], within(1e-4f));
        }
      }
    }
    assertThat(smaller).isGreaterThan(10);
  }

  @Test
  void valuesGoFromTheSmallestNetworkToTheModelAsItCame() {
    WeightedNetwork model = resnet();
    ElasticModel family = elastic(model, CHANNELS);
    assertThat(family.parameters(CONTEXT))
        .extracting(Parameter::name)
        .contains("pruning", "remove.stage1.block1", "remove.stage2.block2");
    SearchSpace space = family.space(CONTEXT);
    double[] ones = new double[space.dimension()];
    java.util.Arrays.fill(ones, 1);
    assertThat(family.build(space.fromUnit(ones), CONTEXT)).isEqualTo(model.network());
    Network smallest = family.build(space.fromUnit(new double[space.dimension()]), CONTEXT);
    assertThat(smallest).isEqualTo(new FamilyParts(family, CONTEXT).smallest());
    assertThat(smallest.parameters()).isLessThan(model.network().parameters() / 4);
  }

  @Test
  void keepsWidthsOfWhatMeetsOthers() {
    NetworkBuilder net = Network.from(Shape.image(1, 8, 8)).block("a").conv(8, 3);
    String first = net.at();
    Network joined =
        net.block("b").conv(8, 3).concat(first).block("c").conv(8, 1).flatten().linear(4).build();
    ElasticModel family =
        elastic(
            new WeightedNetwork(joined, RandomNetworks.weights(joined, 1)),
            CHANNELS.withByBlock(true));
    assertThat(family.parameters(CONTEXT)).extracting(Parameter::name).containsExactly("pruning.c");
  }

  @Test
  void hasNoParametersWhereNothingIsElastic() {
    Network plain = Network.from(Shape.image(1, 8, 8)).block("a").flatten().linear(4).build();
    ElasticModel family =
        elastic(new WeightedNetwork(plain, RandomNetworks.weights(plain, 1)), CHANNELS);
    assertThat(family.parameters(CONTEXT)).isEmpty();
  }

  @Test
  void refusesACriterionThatNeedsExamples() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> elastic(resnet(), CHANNELS.withCriteria(List.of(PruningCriterion.TAYLOR))))
        .withMessageContaining("pruning-criterion: l1");
  }
}
