package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Window;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Tunable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Vision transformers (Dosovitskiy et al. 2021, arXiv:2010.11929): patches as tokens, learned
 * positions, blocks of attention and a perceptron with normalisation before each, the mean of the
 * tokens and a linear layer. The width of a head is its own, so that heads and width vary apart
 * from each other. Rows and columns are padded with zeros to whole patches.
 *
 * <p>Options, each a list of values to search among: {@code patch} (edge of a patch; an image
 * smaller than that is one), {@code width} (features of a token, multiples of 8), {@code depth}
 * (blocks), {@code heads} and {@code ratio} (of a perceptron's inner width to the width; one
 * parameter {@code heads.blockB}, {@code ratio.blockB} a block, which exists where the block does),
 * {@code head-width} (fixed; features of a head), {@code dropout} (of what either half adds).
 */
public final class VitFamily implements Family {

  private static final String NAME = "vit";

  private static final Map<String, List<Object>> DEFAULTS = defaults();

  private static Map<String, List<Object>> defaults() {
    Map<String, List<Object>> options = new LinkedHashMap<>();
    options.put("patch", List.of(4));
    options.putAll(TransformerBlocks.defaults());
    return options;
  }

  @Override
  public String name() {
    return NAME;
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
    NetworkBuilder net = Network.from(context.image(NAME));
    patches(net.block("stem"), elastic.patch.at(assignment), elastic.blocks.width().at(assignment));
    elastic.blocks.append(net, assignment, List.of());
    return net.layer("pool", new TokenLayer.TokenMean()).linear(context.outputs()).build();
  }

  /** Patches as tokens; those of another size have weights of their own. */
  private static void patches(NetworkBuilder net, int patch, int width) {
    Shape.Image in = (Shape.Image) net.shape();
    int rows = Math.min(patch, in.height());
    int columns = Math.min(patch, in.width());
    int bottom = Math.floorMod(-in.height(), rows);
    int right = Math.floorMod(-in.width(), columns);
    net.role("patch" + patch);
    if (bottom > 0 || right > 0) {
      net.layer("pad", new Movement.Pad(0, 0, bottom, right, Movement.Border.ZERO));
    }
    net.conv(width, new Window(rows, columns, rows, columns, 0, 0, 1, 1), 1, true);
    net.layer("tokens", new Movement.ImageTokens());
    int tokens = ((Shape.Sequence) net.shape()).tokens();
    net.layer("positions", new TokenLayer.AddPositions(tokens, width));
  }

  /** The deepest and widest network of the smallest patches, with the least dropout. */
  @Override
  public Network largest(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    Map<String, Object> values = Options.largest(elastic.options());
    values.put(elastic.patch.name(), elastic.patch.smallest());
    values.put("dropout", elastic.blocks.dropout().smallest());
    return build(Assignment.of(values), context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    return Elastic.of(context).blocks.choices();
  }

  /** The options of a context, checked. */
  private record Elastic(Tunable<Integer> patch, TransformerBlocks blocks) {

    static Elastic of(FamilyContext context) {
      Options options = Options.of(NAME, DEFAULTS, context);
      return new Elastic(
          Tunable.ascending("patch", options.wholes("patch", 1, 64)),
          TransformerBlocks.of(options));
    }

    List<Tunable<?>> options() {
      List<Tunable<?>> all = new ArrayList<>(List.of(patch));
      all.addAll(blocks.tunables());
      return all;
    }
  }
}
