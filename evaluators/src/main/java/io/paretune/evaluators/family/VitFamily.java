package io.paretune.evaluators.family;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Window;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
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

  private static final Map<String, List<Object>> DEFAULTS = defaults();

  private static Map<String, List<Object>> defaults() {
    Map<String, List<Object>> options = new LinkedHashMap<>();
    options.put("patch", List.of(4));
    options.put("width", List.of(32, 48, 64));
    options.put("depth", List.of(2, 3, 4));
    options.put("heads", List.of(1, 2, 4));
    options.put("ratio", List.of(1, 2, 3));
    options.put("head-width", List.of(16));
    options.put("dropout", List.of(0));
    return options;
  }

  @Override
  public String name() {
    return "vit";
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
    int width = elastic.width.at(assignment);
    double dropout = elastic.dropout.at(assignment);
    NetworkBuilder net = Network.from(context.input());
    patches(net.block("stem"), elastic.patch.at(assignment), width);
    for (int block = 0; block < elastic.depth.at(assignment); block++) {
      Half half = elastic.halves.get(block);
      net.block(attention(block));
      attend(net, half.heads.at(assignment), elastic.headWidth, dropout);
      net.block(perceptron(block));
      perceive(net, Math.multiplyExact(width, half.ratio.at(assignment)), dropout);
    }
    net.block("head").layer("norm", TokenLayer.LayerNorm.of(width));
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

  private static void attend(NetworkBuilder net, int heads, int headWidth, double dropout) {
    String start = net.at();
    int width = net.shape().channels();
    TokenLayer.Attention attention = TokenLayer.Attention.of(heads, headWidth);
    String input = net.role("input").layer("norm", TokenLayer.LayerNorm.of(width)).at();
    String key = net.role("key").linear(attention.width()).at();
    String value = net.from(input).role("value").linear(attention.width()).at();
    net.from(input).role("query").linear(attention.width());
    net.role("heads").join("attention", attention, key, value);
    net.role("output").linear(width);
    sum(net, start, dropout);
  }

  private static void perceive(NetworkBuilder net, int inner, double dropout) {
    String start = net.at();
    int width = net.shape().channels();
    net.role("input").layer("norm", TokenLayer.LayerNorm.of(width));
    net.role("inner").linear(inner).activation(ActivationKind.GELU);
    net.role("output").linear(width);
    sum(net, start, dropout);
  }

  private static void sum(NetworkBuilder net, String start, double dropout) {
    if (dropout > 0) {
      net.dropout(dropout);
    }
    net.add(start);
  }

  /** The deepest and widest network of the smallest patches, with the least dropout. */
  @Override
  public Network largest(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    Map<String, Object> values = Options.largest(elastic.options());
    values.put(elastic.patch.name(), elastic.patch.smallest());
    values.put(elastic.dropout.name(), elastic.dropout.smallest());
    return build(Assignment.of(values), context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    List<BlockChoice> blocks = new ArrayList<>();
    blocks.add(new BlockChoice("stem", Condition.always()));
    for (int block = 0; block < elastic.depth.largest(); block++) {
      Condition exists = elastic.depth.atLeast(block + 1);
      blocks.add(new BlockChoice(attention(block), exists));
      blocks.add(new BlockChoice(perceptron(block), exists));
    }
    blocks.add(new BlockChoice("head", Condition.always()));
    return blocks;
  }

  private static String attention(int block) {
    return "block" + block + ".attention";
  }

  private static String perceptron(int block) {
    return "block" + block + ".mlp";
  }

  /** What varies within a block. */
  private record Half(Tunable<Integer> heads, Tunable<Integer> ratio) {}

  /** The options of a context, checked. */
  private record Elastic(
      Tunable<Integer> patch,
      Tunable<Integer> width,
      Tunable<Integer> depth,
      List<Half> halves,
      int headWidth,
      Tunable<Double> dropout) {

    static Elastic of(FamilyContext context) {
      Options options = Options.of("vit", DEFAULTS, context);
      Tunable<Integer> depth = Tunable.ascending("depth", options.wholes("depth", 1, 64));
      List<Integer> heads = options.wholes("heads", 1, 64);
      List<Integer> ratio = options.wholes("ratio", 1, 16);
      List<Half> halves = new ArrayList<>();
      for (int block = 0; block < depth.largest(); block++) {
        Condition exists = depth.atLeast(block + 1);
        halves.add(
            new Half(
                Tunable.ascending("heads.block" + block, heads).when(exists),
                Tunable.ascending("ratio.block" + block, ratio).when(exists)));
      }
      return new Elastic(
          Tunable.ascending("patch", options.wholes("patch", 1, 64)),
          Tunable.ascending("width", options.multiples("width", 8, 4096, 8)),
          depth,
          halves,
          Options.only("head-width", options.wholes("head-width", 1, 1024)),
          Tunable.ascending("dropout", options.reals("dropout", 0, 1)));
    }

    List<Tunable<?>> options() {
      List<Tunable<?>> all = new ArrayList<>(List.of(patch, width, depth));
      for (Half half : halves) {
        all.add(half.heads);
        all.add(half.ratio);
      }
      all.add(dropout);
      return all;
    }
  }
}
