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
 * Residual networks of dense convolutions for small images (He et al. 2016,
 * doi:10.1109/CVPR.2016.90, section 4.2): a stem, stages of residual blocks of two convolutions,
 * global average pooling and a linear layer. Each stage after the first halves the image and
 * doubles the channels, with a 1 x 1 projection on the shortcut (the paper's option B).
 *
 * <p>Options, each a list of values to search among: {@code stages} (fixed; number of stages),
 * {@code width} (channels of the first stage, multiples of 8), {@code depth} (blocks a stage, one
 * parameter {@code depth.stageS} a stage), {@code kernel} (odd, one parameter {@code kernel.stageS}
 * a stage), {@code stem-stride} (1 or 2; 2 quarters the cost).
 */
public final class ResNetFamily implements Family {

  private static final Map<String, List<Object>> DEFAULTS = defaults();

  private static Map<String, List<Object>> defaults() {
    Map<String, List<Object>> options = new LinkedHashMap<>();
    options.put("stages", List.of(3));
    options.put("width", List.of(8, 16, 24, 32));
    options.put("depth", List.of(1, 2, 3));
    options.put("kernel", List.of(3, 5));
    options.put("stem-stride", List.of(1));
    return options;
  }

  @Override
  public String name() {
    return "resnet";
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
    NetworkBuilder net = Network.from(context.image(name()));
    net.block("stem").conv(width, 3, elastic.stemStride.at(assignment)).batchNorm().relu();
    for (int stage = 0; stage < elastic.depths.size(); stage++) {
      int channels = Math.multiplyExact(width, 1 << stage);
      int kernel = elastic.kernels.get(stage).at(assignment);
      for (int block = 0; block < elastic.depths.get(stage).at(assignment); block++) {
        net.block(label(stage, block));
        residual(net, channels, kernel, stage > 0 && block == 0 ? 2 : 1);
      }
    }
    return net.block("head").globalAveragePool().flatten().linear(context.outputs()).build();
  }

  @Override
  public Network largest(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    Map<String, Object> values = Options.largest(elastic.options());
    values.put(elastic.stemStride.name(), elastic.stemStride.smallest());
    return build(Assignment.of(values), context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    List<BlockChoice> blocks = new ArrayList<>();
    blocks.add(new BlockChoice("stem", Condition.always()));
    for (int stage = 0; stage < elastic.depths.size(); stage++) {
      Tunable<Integer> depth = elastic.depths.get(stage);
      for (int block = 0; block < depth.largest(); block++) {
        blocks.add(new BlockChoice(label(stage, block), depth.atLeast(block + 1)));
      }
    }
    blocks.add(new BlockChoice("head", Condition.always()));
    return blocks;
  }

  private static String label(int stage, int block) {
    return "stage" + (stage + 1) + ".block" + block;
  }

  private static void residual(NetworkBuilder net, int channels, int kernel, int stride) {
    String start = net.at();
    String shortcut = stride == 1 ? start : net.conv(channels, 1, stride).batchNorm().at();
    net.from(start);
    net.conv(channels, kernel, stride).batchNorm().relu();
    net.conv(channels, kernel, 1).batchNorm().add(shortcut).relu();
  }

  /** The options of a context, checked. */
  private record Elastic(
      Tunable<Integer> stemStride,
      Tunable<Integer> width,
      List<Tunable<Integer>> depths,
      List<Tunable<Integer>> kernels) {

    static Elastic of(FamilyContext context) {
      Options options = Options.of("resnet", DEFAULTS, context);
      int stages = Options.only("stages", options.wholes("stages", 1, 6));
      List<Integer> depth = options.wholes("depth", 1, 32);
      List<Integer> kernel = options.odds("kernel", 1, 15);
      List<Tunable<Integer>> depths = new ArrayList<>();
      List<Tunable<Integer>> kernels = new ArrayList<>();
      for (int stage = 1; stage <= stages; stage++) {
        depths.add(Tunable.ascending("depth.stage" + stage, depth));
        kernels.add(Tunable.ascending("kernel.stage" + stage, kernel));
      }
      return new Elastic(
          Tunable.ascending("stem-stride", options.wholes("stem-stride", 1, 2)),
          Tunable.ascending("width", options.multiples("width", 8, 1024, 8)),
          depths,
          kernels);
    }

    List<Tunable<Integer>> options() {
      List<Tunable<Integer>> all = new ArrayList<>(List.of(width));
      all.addAll(depths);
      all.addAll(kernels);
      all.add(stemStride);
      return all;
    }
  }
}
