package io.paretune.evaluators.supernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.FamilyPoints;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SupernetTest {

  private static final FamilyContext SMALL = FamilyContext.of(Shape.image(1, 16, 16), 4);

  static List<Family> families() {
    Families standard = Families.standard();
    return standard.names().stream().map(standard::named).toList();
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyNetworkOfAFamilyIsAPart(Family family) {
    Supernet supernet =
        new FamilyParts(family, FamilyPoints.suited(SMALL, family.name())).supernet();
    Weights shared = supernet.initialised(3);
    Map<String, Set<Float>> values = new HashMap<>();
    FamilyParts parts = new FamilyParts(family, FamilyPoints.suited(SMALL, family.name()));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    for (int i = 0; i < 60; i++) {
      Network network = parts.random(random);
      WeightedNetwork part = supernet.part(network).with(SharedTensors.of(shared));
      assertThat(part.network()).isEqualTo(network);
      for (TensorSpec spec : network.tensors()) {
        Tensor own = part.weights().get(spec.name());
        Set<Float> among = values.computeIfAbsent(spec.name(), name -> boxed(shared.get(name)));
        assertThat(among.contains(own.at(0))).as(spec.name()).isTrue();
      }
    }
    supernet.part(parts.smallest());
    supernet.part(supernet.largest());
  }

  private static Set<Float> boxed(Tensor tensor) {
    return IntStream.range(0, tensor.size()).mapToObj(tensor::at).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("families")
  void sharesLessThanAllNetworksTogetherHave(Family family) {
    Supernet supernet =
        new FamilyParts(family, FamilyPoints.suited(SMALL, family.name())).supernet();
    long shared = supernet.tensors().stream().mapToLong(TensorSpec::elements).sum();
    long largest = supernet.largest().tensors().stream().mapToLong(TensorSpec::elements).sum();
    assertThat(shared).isBetween(largest, 2 * largest);
  }

  @Test
  void isWhatFamilyAndOptionsMakeIt() {
    Family family = Families.standard().named("resnet");
    String hash =
        new FamilyParts(family, FamilyPoints.suited(SMALL, family.name())).supernet().contentHash();
    assertThat(
            new FamilyParts(family, FamilyPoints.suited(SMALL, family.name()))
                .supernet()
                .contentHash())
        .isEqualTo(hash);
    assertThat(new FamilyParts(family, SMALL.with("width", 8, 16)).supernet().contentHash())
        .isNotEqualTo(hash);
  }

  @Test
  void refusesAFamilyOfOneNetwork() {
    Family family = Families.standard().named("resnet");
    FamilyContext fixed = SMALL.with("width", 8).with("depth", 1).with("kernel", 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FamilyParts(family, fixed).supernet())
        .withMessageContaining("every option is fixed");
  }

  @Test
  void refusesNetworksThatDoNotNestNamingNodeAndShapes() {
    Family odd =
        new Switching(
            net -> net.block("a").role("mix").conv(4, 3).globalAveragePool().flatten(),
            net -> net.block("a").role("mix").depthwise(3, 1).globalAveragePool().flatten());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FamilyParts(odd, SMALL).supernet())
        .withMessageContaining("node 'a.mix.conv'")
        .withMessageContaining("[[4, 1, 3, 3]]")
        .withMessageContaining("[[4, 4, 3, 3]]");
  }

  @Test
  void refusesAPartWithoutCounterpart() {
    Supernet supernet =
        new FamilyParts(Families.standard().named("resnet"), SMALL.with("width", 8, 16)).supernet();
    Network wider = Families.standard().named("resnet").largest(SMALL.with("width", 8, 24));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> supernet.part(wider))
        .withMessageContaining("node 'stem.conv1': [24, 1, 3, 3] here, [16, 1, 3, 3] shared");
    Network other = Network.from(Shape.image(1, 16, 16)).block("else").flatten().linear(4).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> supernet.part(other))
        .withMessageContaining("'else.linear1'");
  }

  /** Two networks that have nothing to do with each other. */
  private record Switching(
      Function<NetworkBuilder, NetworkBuilder> one, Function<NetworkBuilder, NetworkBuilder> two)
      implements Family {

    @Override
    public String name() {
      return "switching";
    }

    @Override
    public List<String> options() {
      return List.of();
    }

    @Override
    public List<Parameter> parameters(FamilyContext context) {
      return List.of(Parameter.of("kind", Choice.of("one", "two")));
    }

    @Override
    public Network build(Assignment assignment, FamilyContext context) {
      NetworkBuilder stem = Network.from(context.input()).block("stem").conv(4, 1);
      Function<NetworkBuilder, NetworkBuilder> body =
          assignment.text("kind").equals("one") ? one : two;
      return body.apply(stem).linear(context.outputs()).build();
    }

    @Override
    public Network largest(FamilyContext context) {
      return build(Assignment.of(java.util.Map.of("kind", "one")), context);
    }

    @Override
    public List<BlockChoice> blocks(FamilyContext context) {
      return List.of();
    }
  }
}
