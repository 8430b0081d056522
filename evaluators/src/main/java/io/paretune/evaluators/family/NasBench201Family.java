package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
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
 * The networks of NAS-Bench-201 (Dong and Yang 2020, arXiv:2001.00326): a stem, three stages of
 * equal cells with a residual block between them that halves the image and doubles the channels,
 * normalisation, global average pooling and a linear layer. What is searched is the cell: the
 * operation on each of its six edges. Convolutions in cells and residual blocks come in the order
 * rectifier, convolution, normalisation.
 *
 * <p>Edges with {@code none}, and what then feeds or reads nothing, are left out of the network:
 * its outputs are the same, its weights and multiply-adds those that are needed. Where nothing had
 * to be left out, they are those of the published table (with 16 channels and 5 cells on 3 x 32 x
 * 32 images), whose {@code flops} are multiply-adds of convolutions and the linear layer. A cell
 * without any path from its input to its output (341 of 15,625) is no network: {@link #build}
 * refuses it, so that its trial fails before it trains.
 *
 * <p>Options, each a list of values to search among: {@code operations} (those that every edge may
 * choose from, one parameter {@code edgeIJ} an edge), {@code cells} (in each stage), {@code width}
 * (channels of the first stage, multiples of 8). The benchmark's own are 5 and 16.
 */
public final class NasBench201Family implements Family {

  private static final Map<String, List<Object>> DEFAULTS = defaults();

  /**
   * From the least to the most capable. That {@code none} is not the first makes the smallest
   * network one that computes something.
   */
  private static final List<String> OPERATIONS =
      List.of("skip_connect", "none", "avg_pool_3x3", "nor_conv_1x1", "nor_conv_3x3");

  private static final int STAGES = 3;

  private static Map<String, List<Object>> defaults() {
    Map<String, List<Object>> options = new LinkedHashMap<>();
    options.put("operations", List.copyOf(NasBench201Cell.KNOWN));
    options.put("cells", List.of(1, 2));
    options.put("width", List.of(8, 16));
    return options;
  }

  /**
   * The choices of a row of the published table.
   *
   * @param operations six digits, one an edge in the order 0-1, 0-2, 1-2, 0-3, 1-3, 2-3: 0 is
   *     {@code none}, 1 {@code skip_connect}, 2 {@code nor_conv_1x1}, 3 {@code nor_conv_3x3}, 4
   *     {@code avg_pool_3x3}
   * @return the parameters {@code edge01} to {@code edge23}
   * @throws IllegalArgumentException if these are no such digits
   */
  public static Assignment point(String operations) {
    if (!operations.matches("[0-4]{6}")) {
      throw new IllegalArgumentException(
          "a cell of NAS-Bench-201 must have 6 digits from 0 to 4, got '%s'".formatted(operations));
    }
    Map<String, Object> choices = new LinkedHashMap<>();
    for (int i = 0; i < operations.length(); i++) {
      choices.put(
          NasBench201Cell.EDGES.get(i).label(),
          NasBench201Cell.KNOWN.get(operations.charAt(i) - '0'));
    }
    return Assignment.of(choices);
  }

  @Override
  public String name() {
    return "nas-bench-201";
  }

  @Override
  public List<String> options() {
    return List.copyOf(DEFAULTS.keySet());
  }

  @Override
  public List<Parameter> parameters(FamilyContext context) {
    return Tunable.parameters(Elastic.of(context).options());
  }

  /**
   * The network of a point.
   *
   * @throws IllegalArgumentException if a parameter is missing or out of range, or the cell has no
   *     path from its input to its output
   */
  @Override
  public Network build(Assignment assignment, FamilyContext context) {
    Elastic elastic = Elastic.of(context);
    NasBench201Cell cell =
        new NasBench201Cell(elastic.edges.stream().map(edge -> edge.at(assignment)).toList());
    int width = elastic.width.at(assignment);
    NetworkBuilder net =
        Network.from(context.image(name())).block("stem").conv(width, 3).batchNorm();
    for (int stage = 1; stage <= STAGES; stage++) {
      if (stage > 1) {
        net.block("reduction" + (stage - 1));
        reduce(net, Math.multiplyExact(width, 1 << (stage - 1)));
      }
      for (int i = 0; i < elastic.cells.at(assignment); i++) {
        cell.appendTo(net.block(label(stage, i)));
      }
    }
    net.block("head").batchNorm().relu().globalAveragePool().flatten();
    return net.linear(context.outputs()).build();
  }

  /** The residual block between stages; its shortcut is an average pool and a 1 x 1 convolution. */
  private static void reduce(NetworkBuilder net, int channels) {
    String start = net.at();
    net.relu().conv(channels, 3, 2).batchNorm().relu().conv(channels, 3).batchNorm();
    String main = net.at();
    net.from(start).layer("pool", new Layer.Pool(Layer.PoolKind.AVERAGE, halving(net.shape())));
    net.conv(channels, 1).add(main);
  }

  /** Windows of 2 x 2, padded where the size is odd: the strided convolution rounds up, too. */
  private static Window halving(Shape shape) {
    Shape.Image image = (Shape.Image) shape;
    return new Window(2, 2, 2, 2, image.height() % 2, image.width() % 2, 1, 1);
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
    for (int stage = 1; stage <= STAGES; stage++) {
      if (stage > 1) {
        blocks.add(new BlockChoice("reduction" + (stage - 1), Condition.always()));
      }
      for (int i = 0; i < elastic.cells.largest(); i++) {
        blocks.add(new BlockChoice(label(stage, i), elastic.cells.atLeast(i + 1)));
      }
    }
    blocks.add(new BlockChoice("head", Condition.always()));
    return blocks;
  }

  private static String label(int stage, int cell) {
    return "stage" + stage + ".cell" + cell;
  }

  /** The options of a context, checked. */
  private record Elastic(
      List<Tunable<String>> edges, Tunable<Integer> cells, Tunable<Integer> width) {

    static Elastic of(FamilyContext context) {
      Options options = Options.of("nas-bench-201", DEFAULTS, context);
      List<String> operations = options.words("operations", OPERATIONS);
      List<Tunable<String>> edges =
          NasBench201Cell.EDGES.stream()
              .map(edge -> Tunable.ascending(edge.label(), operations))
              .toList();
      return new Elastic(
          edges,
          Tunable.ascending("cells", options.wholes("cells", 1, 32)),
          Tunable.ascending("width", options.multiples("width", 8, 1024, 8)));
    }

    List<Tunable<?>> options() {
      List<Tunable<?>> all = new ArrayList<>(edges);
      all.add(cells);
      all.add(width);
      return all;
    }
  }
}
