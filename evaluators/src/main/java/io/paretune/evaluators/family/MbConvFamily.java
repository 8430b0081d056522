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
 * Networks of inverted bottlenecks in the manner of once-for-all (Cai et al. 2020,
 * arXiv:1908.09791): every stage chooses its depth, every block its kernel, its expansion and
 * whether it has squeeze and excitation. A stem, stages of {@link InvertedBottleneck}s, global
 * average pooling and a linear layer; each stage after the first halves the image and doubles the
 * channels. Depthwise convolutions are small in multiply-adds but slow to train on a CPU: see
 * {@link ResNetFamily} for that.
 *
 * <p>Departures from once-for-all: the first width is searched; squeeze and excitation is searched
 * for each block (as MnasNet does: Tan et al. 2019, doi:10.1109/CVPR.2019.00293) instead of fixed
 * for some stages, and there is none unless asked for; and there is no layer between the last block
 * and the pooling.
 *
 * <p>Options, each a list of values to search among: {@code stages} (fixed; number of stages),
 * {@code width} (channels of the stem and the first stage, multiples of 8), {@code depth} (blocks a
 * stage, one parameter {@code depth.stageS} a stage), {@code kernel} (odd, one parameter {@code
 * kernel.stageS.blockB} a block), {@code expansion} (one parameter {@code expansion.stageS.blockB}
 * a block), {@code se-ratio} (channels of the squeeze as a share of the expanded ones, 0 for no
 * squeeze and excitation, one parameter {@code se-ratio.stageS.blockB} a block), {@code activation}
 * (one for all blocks), {@code stem-stride} (1 or 2; 2 quarters the cost).
 */
public final class MbConvFamily implements Family {

  private static final String SQUEEZE = "se-ratio";

  private static final Map<String, List<Object>> DEFAULTS = defaults();

  private static Map<String, List<Object>> defaults() {
    Map<String, List<Object>> options = new LinkedHashMap<>();
    options.put("stages", List.of(3));
    options.put("width", List.of(8, 16, 24));
    options.put("depth", List.of(1, 2, 3));
    options.put("kernel", List.of(3, 5, 7));
    options.put("expansion", List.of(3, 4, 6));
    options.put(SQUEEZE, List.of(0));
    options.put("activation", List.of("relu6"));
    options.put("stem-stride", List.of(1));
    return options;
  }

  @Override
  public String name() {
    return "mbconv";
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
    ActivationKind activation = Activations.named(elastic.activation.at(assignment));
    NetworkBuilder net = Network.from(context.image(name())).block("stem");
    net.conv(width, 3, elastic.stemStride.at(assignment)).batchNorm().activation(activation);
    for (int stage = 0; stage < elastic.stages.size(); stage++) {
      Stage choices = elastic.stages.get(stage);
      int channels = Math.multiplyExact(width, 1 << stage);
      for (int block = 0; block < choices.depth.at(assignment); block++) {
        net.block(label(stage, block));
        new InvertedBottleneck(
                channels,
                choices.kernels.get(block).at(assignment),
                stage > 0 && block == 0 ? 2 : 1,
                choices.expansions.get(block).at(assignment),
                choices.squeezes.get(block).at(assignment),
                activation)
            .appendTo(net);
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
    for (int stage = 0; stage < elastic.stages.size(); stage++) {
      Tunable<Integer> depth = elastic.stages.get(stage).depth;
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

  /** The options of one stage; kernels, expansions and squeezes by block. */
  private record Stage(
      Tunable<Integer> depth,
      List<Tunable<Integer>> kernels,
      List<Tunable<Integer>> expansions,
      List<Tunable<Double>> squeezes) {

    static Stage of(int stage, Options options) {
      Tunable<Integer> depth =
          Tunable.ascending("depth.stage" + (stage + 1), options.wholes("depth", 1, 32));
      List<Integer> kernel = options.odds("kernel", 1, 15);
      List<Integer> expansion = options.wholes("expansion", 1, 16);
      List<Tunable<Integer>> kernels = new ArrayList<>();
      List<Double> squeeze = options.reals(SQUEEZE, 0, 1);
      List<Tunable<Integer>> expansions = new ArrayList<>();
      List<Tunable<Double>> squeezes = new ArrayList<>();
      for (int block = 0; block < depth.largest(); block++) {
        Condition exists = depth.atLeast(block + 1);
        kernels.add(Tunable.ascending("kernel." + label(stage, block), kernel).when(exists));
        expansions.add(
            Tunable.ascending("expansion." + label(stage, block), expansion).when(exists));
        squeezes.add(Tunable.ascending(SQUEEZE + "." + label(stage, block), squeeze).when(exists));
      }
      return new Stage(depth, kernels, expansions, squeezes);
    }
  }

  /** The options of a context, checked. */
  private record Elastic(
      Tunable<Integer> stemStride,
      Tunable<Integer> width,
      Tunable<String> activation,
      List<Stage> stages) {

    static Elastic of(FamilyContext context) {
      Options options = Options.of("mbconv", DEFAULTS, context);
      int count = Options.only("stages", options.wholes("stages", 1, 6));
      List<Stage> stages = new ArrayList<>();
      for (int stage = 0; stage < count; stage++) {
        stages.add(Stage.of(stage, options));
      }
      return new Elastic(
          Tunable.ascending("stem-stride", options.wholes("stem-stride", 1, 2)),
          Tunable.ascending("width", options.multiples("width", 8, 1024, 8)),
          Tunable.ascending("activation", options.words("activation", Activations.names())),
          stages);
    }

    List<Tunable<?>> options() {
      List<Tunable<?>> all = new ArrayList<>(List.of(width));
      stages.forEach(stage -> all.add(stage.depth));
      stages.forEach(stage -> all.addAll(stage.kernels));
      stages.forEach(stage -> all.addAll(stage.expansions));
      stages.forEach(stage -> all.addAll(stage.squeezes));
      all.add(activation);
      all.add(stemStride);
      return all;
    }
  }
}
