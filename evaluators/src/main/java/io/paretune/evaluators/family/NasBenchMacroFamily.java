package io.paretune.evaluators.family;

import io.paretune.evaluators.network.ActivationKind;
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
 * The networks of NAS-Bench-Macro (Su et al. 2021, arXiv:2103.11922): a stem, eight layers in
 * stages of two, three and three, a 1 x 1 convolution, global average pooling and a linear layer.
 * Each layer is one of {@code identity}, {@code mb3-k3} and {@code mb6-k5}, an {@link
 * InvertedBottleneck} of that expansion and kernel, with {@code relu}. The first layer of a stage
 * halves the image and doubles the channels; there, {@code identity} is a 1 x 1 convolution with
 * normalisation.
 *
 * <p>With the paper's widths (32 after the stem, 1280 before the pooling) on 3 x 32 x 32 images,
 * weights and multiply-adds are those of the published table, whose {@code flops} are multiply-adds
 * of convolutions and the linear layer.
 *
 * <p>Options, each a list of values to search among: {@code operations} (those that every layer may
 * choose from, one parameter {@code layerL} a layer), {@code width} (channels of the stem,
 * multiples of 8), {@code head-width} (channels before the pooling, multiples of 8).
 */
public final class NasBenchMacroFamily implements Family {

  private static final Map<String, List<Object>> DEFAULTS = defaults();

  /** In the order of the table's digits, and of cost. */
  private static final List<String> OPERATIONS = List.of("identity", "mb3-k3", "mb6-k5");

  private static final int LAYERS = 8;

  /** The layers that begin a stage. */
  private static final List<Integer> FIRST = List.of(0, 2, 5);

  private static Map<String, List<Object>> defaults() {
    Map<String, List<Object>> options = new LinkedHashMap<>();
    options.put("operations", List.of("identity", "mb3-k3", "mb6-k5"));
    options.put("width", List.of(8, 16));
    options.put("head-width", List.of(128));
    return options;
  }

  /**
   * The choices of a row of the published table.
   *
   * @param key eight digits, one a layer: 0 is {@code identity}, 1 {@code mb3-k3}, 2 {@code mb6-k5}
   * @return the parameters {@code layer1} to {@code layer8}
   * @throws IllegalArgumentException if the key is no such digits
   */
  public static Assignment point(String key) {
    if (!key.matches("[012]{8}")) {
      throw new IllegalArgumentException(
          "a key of NAS-Bench-Macro must have 8 digits from 0 to 2, got '%s'".formatted(key));
    }
    Map<String, Object> choices = new LinkedHashMap<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      choices.put(label(layer), OPERATIONS.get(key.charAt(layer) - '0'));
    }
    return Assignment.of(choices);
  }

  @Override
  public String name() {
    return "nas-bench-macro";
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
    int channels = elastic.width.at(assignment);
    NetworkBuilder net = Network.from(context.image(name()));
    net.block("stem").conv(channels, 3).batchNorm().relu();
    for (int layer = 0; layer < LAYERS; layer++) {
      boolean first = FIRST.contains(layer);
      channels = first ? Math.multiplyExact(channels, 2) : channels;
      net.block(label(layer));
      append(net, elastic.layers.get(layer).at(assignment), channels, first ? 2 : 1);
    }
    net.block("head").conv(elastic.headWidth.at(assignment), 1).batchNorm().relu();
    return net.globalAveragePool().flatten().linear(context.outputs()).build();
  }

  private static void append(NetworkBuilder net, String operation, int channels, int stride) {
    switch (operation) {
      case "mb3-k3" ->
          new InvertedBottleneck(channels, 3, stride, 3, 0, ActivationKind.RELU).appendTo(net);
      case "mb6-k5" ->
          new InvertedBottleneck(channels, 5, stride, 6, 0, ActivationKind.RELU).appendTo(net);
      default -> {
        if (stride > 1) {
          net.role("identity").conv(channels, 1, stride).batchNorm();
        }
      }
    }
  }

  @Override
  public Network largest(FamilyContext context) {
    return build(Assignment.of(Options.largest(Elastic.of(context).options())), context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    List<BlockChoice> blocks = new ArrayList<>();
    blocks.add(new BlockChoice("stem", Condition.always()));
    for (int layer = 0; layer < LAYERS; layer++) {
      Tunable<String> operation = elastic.layers.get(layer);
      boolean empty = operation.values().contains("identity") && !FIRST.contains(layer);
      if (!empty) {
        blocks.add(new BlockChoice(label(layer), Condition.always()));
      } else if (operation.searched()) {
        Object[] real = operation.values().stream().filter(v -> !v.equals("identity")).toArray();
        blocks.add(new BlockChoice(label(layer), Condition.in(operation.name(), real)));
      }
    }
    blocks.add(new BlockChoice("head", Condition.always()));
    return blocks;
  }

  private static String label(int layer) {
    return "layer" + (layer + 1);
  }

  /** The options of a context, checked. */
  private record Elastic(
      List<Tunable<String>> layers, Tunable<Integer> width, Tunable<Integer> headWidth) {

    static Elastic of(FamilyContext context) {
      Options options = Options.of("nas-bench-macro", DEFAULTS, context);
      List<String> operations = options.words("operations", OPERATIONS);
      List<Tunable<String>> layers = new ArrayList<>();
      for (int layer = 0; layer < LAYERS; layer++) {
        layers.add(Tunable.ascending(label(layer), operations));
      }
      return new Elastic(
          layers,
          Tunable.ascending("width", options.multiples("width", 8, 1024, 8)),
          Tunable.ascending("head-width", options.multiples("head-width", 8, 16_384, 8)));
    }

    List<Tunable<?>> options() {
      List<Tunable<?>> all = new ArrayList<>(layers);
      all.add(width);
      all.add(headWidth);
      return all;
    }
  }
}
