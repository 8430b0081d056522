package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

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

  private static final Map<String, List<Integer>> DEFAULTS = defaults();

  private static Map<String, List<Integer>> defaults() {
    Map<String, List<Integer>> options = new LinkedHashMap<>();
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
    return Elastic.of(context).options().stream()
        .flatMap(option -> option.parameter().stream())
        .toList();
  }

  @Override
  public Network build(Assignment assignment, FamilyContext context) {
    return build(Elastic.of(context), option -> option.at(assignment), context);
  }

  @Override
  public Network largest(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    return build(
        elastic,
        option -> option.equals(elastic.stemStride) ? option.smallest() : option.largest(),
        context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    List<BlockChoice> blocks = new ArrayList<>();
    blocks.add(new BlockChoice("stem", Condition.always()));
    for (int stage = 0; stage < elastic.depths.size(); stage++) {
      Option depth = elastic.depths.get(stage);
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

  private static Network build(
      Elastic elastic, ToIntFunction<Option> value, FamilyContext context) {
    int width = value.applyAsInt(elastic.width);
    NetworkBuilder net = Network.from(context.input());
    net.block("stem").conv(width, 3, value.applyAsInt(elastic.stemStride)).batchNorm().relu();
    for (int stage = 0; stage < elastic.depths.size(); stage++) {
      int channels = Math.multiplyExact(width, 1 << stage);
      int kernel = value.applyAsInt(elastic.kernels.get(stage));
      for (int block = 0; block < value.applyAsInt(elastic.depths.get(stage)); block++) {
        net.block(label(stage, block));
        residual(net, channels, kernel, stage > 0 && block == 0 ? 2 : 1);
      }
    }
    return net.block("head").globalAveragePool().flatten().linear(context.classes()).build();
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
      Option stemStride, Option width, List<Option> depths, List<Option> kernels) {

    static Elastic of(FamilyContext context) {
      Map<String, List<Integer>> options = new LinkedHashMap<>(DEFAULTS);
      context
          .options()
          .forEach(
              (name, values) -> {
                if (options.put(name, values) == null) {
                  throw NearestName.unknown("option of family resnet", name, DEFAULTS.keySet());
                }
              });
      Option stages = checked(options, "stages", 1, 6, 1, 0);
      if (!stages.fixed()) {
        throw new IllegalArgumentException(
            "option 'stages' must have one value, got " + stages.values());
      }
      Option depth = checked(options, "depth", 1, 32, 1, 0);
      Option kernel = checked(options, "kernel", 1, 15, 2, 1);
      List<Option> depths = new ArrayList<>();
      List<Option> kernels = new ArrayList<>();
      for (int stage = 1; stage <= stages.smallest(); stage++) {
        depths.add(new Option("depth.stage" + stage, depth.values()));
        kernels.add(new Option("kernel.stage" + stage, kernel.values()));
      }
      return new Elastic(
          checked(options, "stem-stride", 1, 2, 1, 0),
          checked(options, "width", 8, 1024, 8, 0),
          depths,
          kernels);
    }

    private static Option checked(
        Map<String, List<Integer>> options, String name, int low, int high, int step, int rest) {
      List<Integer> values = options.getOrDefault(name, List.of());
      for (int value : values) {
        if (value < low || value > high || value % step != rest) {
          throw new IllegalArgumentException(
              "option '%s' must hold values from %d to %d%s, got %s"
                  .formatted(
                      name,
                      low,
                      high,
                      step == 1 ? "" : rest == 0 ? ", multiples of " + step : ", odd",
                      values));
        }
      }
      return new Option(name, values);
    }

    List<Option> options() {
      List<Option> all = new ArrayList<>(List.of(width));
      all.addAll(depths);
      all.addAll(kernels);
      all.add(stemStride);
      return all;
    }
  }
}
