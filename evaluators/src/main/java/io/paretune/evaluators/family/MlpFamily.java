package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Tunable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Multilayer perceptrons, for rows of tables and for images, which are flattened: hidden layers of
 * a linear map, batch normalisation if wanted, an activation and dropout, then a linear layer to
 * the class scores.
 *
 * <p>Options, each a list of values to search among: {@code depth} (hidden layers), {@code width}
 * (multiples of 8, one parameter {@code width.layerL} a hidden layer, which exists where the layer
 * does), {@code activation} (one for all layers), {@code dropout} (share of a hidden layer's
 * outputs that is dropped while training, at least 0 and below 1), {@code batch-norm} (true,
 * false).
 */
public final class MlpFamily implements Family {

  private static final Map<String, List<Object>> DEFAULTS = defaults();

  private static Map<String, List<Object>> defaults() {
    Map<String, List<Object>> options = new LinkedHashMap<>();
    options.put("depth", List.of(1, 2, 3));
    options.put("width", List.of(16, 32, 64, 128));
    options.put("activation", List.of("relu"));
    options.put("dropout", List.of(0));
    options.put("batch-norm", List.of(true));
    return options;
  }

  @Override
  public String name() {
    return "mlp";
  }

  @Override
  public List<String> options() {
    return List.copyOf(DEFAULTS.keySet());
  }

  @Override
  public List<Parameter> parameters(FamilyContext context) {
    return Tunable.parameters(Elastic.of(context).options());
  }

  @Override
  public Network build(Assignment assignment, FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    double dropout = elastic.dropout.at(assignment);
    NetworkBuilder net = Network.from(context.image(name())).block(label(0)).flatten();
    for (int layer = 0; layer < elastic.depth.at(assignment); layer++) {
      net.block(label(layer)).linear(elastic.widths.get(layer).at(assignment));
      if (elastic.batchNorm.at(assignment)) {
        net.batchNorm();
      }
      net.activation(Activations.named(elastic.activation.at(assignment)));
      if (dropout > 0) {
        net.dropout(dropout);
      }
    }
    return net.block("head").linear(context.outputs()).build();
  }

  /** The deepest and widest network, with the least dropout: it is the widths that teach. */
  @Override
  public Network largest(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    Map<String, Object> values = Options.largest(elastic.options());
    values.put(elastic.dropout.name(), elastic.dropout.smallest());
    return build(Assignment.of(values), context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    List<BlockChoice> blocks = new ArrayList<>();
    for (int layer = 0; layer < elastic.depth.largest(); layer++) {
      blocks.add(new BlockChoice(label(layer), elastic.depth.atLeast(layer + 1)));
    }
    blocks.add(new BlockChoice("head", Condition.always()));
    return blocks;
  }

  private static String label(int layer) {
    return "layer" + (layer + 1);
  }

  /** The options of a context, checked. */
  private record Elastic(
      Tunable<Integer> depth,
      List<Tunable<Integer>> widths,
      Tunable<String> activation,
      Tunable<Double> dropout,
      Tunable<Boolean> batchNorm) {

    static Elastic of(FamilyContext context) {
      Options options = Options.of("mlp", DEFAULTS, context);
      Tunable<Integer> depth = Tunable.ascending("depth", options.wholes("depth", 1, 32));
      List<Integer> width = options.multiples("width", 8, 16_384, 8);
      List<Tunable<Integer>> widths = new ArrayList<>();
      for (int layer = 0; layer < depth.largest(); layer++) {
        widths.add(
            Tunable.ascending("width." + label(layer), width).when(depth.atLeast(layer + 1)));
      }
      return new Elastic(
          depth,
          widths,
          Tunable.ascending("activation", options.words("activation", Activations.names())),
          Tunable.ascending("dropout", options.reals("dropout", 0, 1)),
          Tunable.ascending("batch-norm", options.flags("batch-norm")));
    }

    List<Tunable<?>> options() {
      List<Tunable<?>> all = new ArrayList<>(List.of(depth));
      all.addAll(widths);
      all.addAll(List.of(activation, dropout, batchNorm));
      return all;
    }
  }
}
