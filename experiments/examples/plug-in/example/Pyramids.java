package example;

import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.spi.FamilyProvider;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import io.paretune.search.spi.Provider;
import java.util.List;

/** {@code family: {name: pyramid, layers: [1, 2, 3]}}: perceptrons, each layer half of the last. */
public final class Pyramids implements FamilyProvider, Family {

  private static final String LAYERS = "layers";

  @Override
  public int api() {
    return Provider.API;
  }

  @Override
  public Family family() {
    return this;
  }

  @Override
  public String name() {
    return "pyramid";
  }

  @Override
  public List<String> options() {
    return List.of(LAYERS);
  }

  @Override
  public List<Parameter> parameters(FamilyContext context) {
    List<Object> layers = layers(context);
    return layers.size() > 1
        ? List.of(Parameter.of(LAYERS, Choice.of(layers.toArray())))
        : List.of();
  }

  @Override
  public Network build(Assignment assignment, FamilyContext context) {
    List<Object> layers = layers(context);
    long count = layers.size() > 1 ? assignment.whole(LAYERS) : (Long) layers.get(0);
    return build(count, context);
  }

  @Override
  public Network largest(FamilyContext context) {
    List<Object> layers = layers(context);
    return build((Long) layers.get(layers.size() - 1), context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    return List.of(
        new BlockChoice("body", Condition.always()), new BlockChoice("head", Condition.always()));
  }

  private static Network build(long layers, FamilyContext context) {
    NetworkBuilder net = Network.from(context.input()).block("body").flatten();
    for (int layer = 0; layer < layers; layer++) {
      net.linear(64 >> layer).batchNorm().relu();
    }
    return net.block("head").linear(context.outputs()).build();
  }

  private static List<Object> layers(FamilyContext context) {
    return context.options().getOrDefault(LAYERS, List.of(1L, 2L, 3L));
  }
}
