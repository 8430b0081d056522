package io.paretune.evaluators.family;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Tunable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The blocks between tokens and head, which families of transformers have in common: attention and
 * a perceptron with normalisation before each. The width of a head is its own, so that heads and
 * width vary apart from each other.
 *
 * @param width features of a token
 * @param depth blocks
 * @param halves heads and inner width of each block that may exist
 * @param headWidth features of a head
 * @param dropout of what either half adds
 */
record TransformerBlocks(
    Tunable<Integer> width,
    Tunable<Integer> depth,
    List<Half> halves,
    int headWidth,
    Tunable<Double> dropout) {

  /** What varies within a block. */
  record Half(Tunable<Integer> heads, Tunable<Integer> ratio) {}

  /** The options of all families of transformers, with their defaults. */
  static Map<String, List<Object>> defaults() {
    Map<String, List<Object>> options = new LinkedHashMap<>();
    options.put("width", List.of(32, 48, 64));
    options.put("depth", List.of(2, 3, 4));
    options.put("heads", List.of(1, 2, 4));
    options.put("ratio", List.of(1, 2, 3));
    options.put("head-width", List.of(16));
    options.put("dropout", List.of(0));
    return options;
  }

  static TransformerBlocks of(Options options) {
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
    return new TransformerBlocks(
        Tunable.ascending("width", options.multiples("width", 8, 4096, 8)),
        depth,
        halves,
        Options.only("head-width", options.wholes("head-width", 1, 1024)),
        Tunable.ascending("dropout", options.reals("dropout", 0, 1)));
  }

  /** All that varies, in order. */
  List<Tunable<?>> tunables() {
    List<Tunable<?>> all = new ArrayList<>(List.of(width, depth));
    for (Half half : halves) {
      all.add(half.heads);
      all.add(half.ratio);
    }
    all.add(dropout);
    return all;
  }

  /** The blocks of a family between its stem and its head. */
  List<BlockChoice> choices() {
    List<BlockChoice> blocks = new ArrayList<>();
    blocks.add(new BlockChoice("stem", Condition.always()));
    for (int block = 0; block < depth.largest(); block++) {
      Condition exists = depth.atLeast(block + 1);
      blocks.add(new BlockChoice(attention(block), exists));
      blocks.add(new BlockChoice(perceptron(block), exists));
    }
    blocks.add(new BlockChoice("head", Condition.always()));
    return blocks;
  }

  /**
   * Appends the blocks of a network, and the normalisation behind them, which is the head's.
   *
   * @param net at tokens
   * @param mask the ids of the tokens, of which some may be padding; none if all are there
   */
  void append(NetworkBuilder net, Assignment assignment, List<String> mask) {
    double rate = dropout.at(assignment);
    int features = width.at(assignment);
    for (int block = 0; block < depth.at(assignment); block++) {
      Half half = halves.get(block);
      net.block(attention(block));
      attend(net, TokenLayer.Attention.of(half.heads.at(assignment), headWidth), rate, mask);
      net.block(perceptron(block));
      perceive(net, Math.multiplyExact(features, half.ratio.at(assignment)), rate);
    }
    net.block("head").layer("norm", TokenLayer.LayerNorm.of(features));
  }

  private static void attend(
      NetworkBuilder net, TokenLayer.Attention attention, double rate, List<String> mask) {
    String start = net.at();
    int width = net.shape().channels();
    String input = net.role("input").layer("norm", TokenLayer.LayerNorm.of(width)).at();
    String key = net.role("key").linear(attention.width()).at();
    List<String> others = new ArrayList<>(List.of(key));
    others.add(net.from(input).role("value").linear(attention.width()).at());
    others.addAll(mask);
    net.from(input).role("query").linear(attention.width());
    net.role("heads").join("attention", attention, others.toArray(String[]::new));
    net.role("output").linear(width);
    sum(net, start, rate);
  }

  private static void perceive(NetworkBuilder net, int inner, double rate) {
    String start = net.at();
    int width = net.shape().channels();
    net.role("input").layer("norm", TokenLayer.LayerNorm.of(width));
    net.role("inner").linear(inner).activation(ActivationKind.GELU);
    net.role("output").linear(width);
    sum(net, start, rate);
  }

  private static void sum(NetworkBuilder net, String start, double rate) {
    if (rate > 0) {
      net.dropout(rate);
    }
    net.add(start);
  }

  private static String attention(int block) {
    return "block" + block + ".attention";
  }

  private static String perceptron(int block) {
    return "block" + block + ".mlp";
  }
}
