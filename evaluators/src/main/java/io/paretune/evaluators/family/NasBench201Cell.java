package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Window;
import io.paretune.hardware.yaml.Nearest;
import java.util.ArrayList;
import java.util.List;

/**
 * A cell of NAS-Bench-201: four places, of which the first is the input and the last the output; an
 * operation on each of the six edges from an earlier place to a later one; each place the sum of
 * its incoming edges.
 *
 * @param operations of the edges 0-1, 0-2, 1-2, 0-3, 1-3, 2-3
 */
record NasBench201Cell(List<String> operations) {

  /** In the order of the published digits. */
  static final List<String> KNOWN =
      List.of("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3");

  /** The edges in their published order. */
  static final List<Edge> EDGES =
      List.of(
          new Edge(0, 1),
          new Edge(0, 2),
          new Edge(1, 2),
          new Edge(0, 3),
          new Edge(1, 3),
          new Edge(2, 3));

  private static final int PLACES = 4;

  /**
   * Where an operation stands.
   *
   * @param from the place that is read
   * @param to the place that is added to, after {@code from}
   */
  record Edge(int from, int to) {

    /** The name of its parameter and of its nodes' role, such as {@code edge02}. */
    String label() {
      return "edge" + from + to;
    }
  }

  /**
   * The edges that matter: those on a path from input to output without {@code none}. The others
   * contribute zero, or to nothing.
   */
  List<Edge> live() {
    boolean[] fed = new boolean[PLACES];
    boolean[] read = new boolean[PLACES];
    fed[0] = true;
    read[PLACES - 1] = true;
    for (Edge edge : EDGES) {
      fed[edge.to] |= fed[edge.from] && passes(edge);
    }
    // places are read only by later ones, so the edges in reverse settle them in one pass
    for (int i = EDGES.size() - 1; i >= 0; i--) {
      Edge edge = EDGES.get(i);
      read[edge.from] |= read[edge.to] && passes(edge);
    }
    return EDGES.stream().filter(edge -> passes(edge) && fed[edge.from] && read[edge.to]).toList();
  }

  private boolean passes(Edge edge) {
    return !operation(edge).equals("none");
  }

  private String operation(Edge edge) {
    return operations.get(EDGES.indexOf(edge));
  }

  /**
   * Appends the cell's live edges; one that only passes its input on becomes an identity, so that
   * the block is there.
   *
   * @throws IllegalArgumentException if no path leads from input to output
   */
  void appendTo(NetworkBuilder net) {
    List<Edge> live = live();
    if (live.isEmpty()) {
      throw new IllegalArgumentException(
          "a cell must have a path from its input to its output without 'none', got %s; its output would be 0 for every input"
              .formatted(operations));
    }
    String[] values = new String[PLACES];
    String[] rectified = new String[PLACES];
    values[0] = net.at();
    String input = net.at();
    for (int place = 1; place < PLACES; place++) {
      List<String> terms = new ArrayList<>();
      for (Edge edge : live) {
        if (edge.to == place) {
          terms.add(term(net, edge, values, rectified));
        }
      }
      if (terms.size() == 1) {
        values[place] = terms.get(0);
      } else if (!terms.isEmpty()) {
        String[] others = terms.subList(1, terms.size()).toArray(String[]::new);
        values[place] = net.from(terms.get(0)).role("place" + place).add(others).at();
      }
    }
    net.from(values[PLACES - 1]);
    if (net.at().equals(input)) {
      net.role("cell").layer("same", new Layer.Identity());
    }
  }

  private String term(NetworkBuilder net, Edge edge, String[] values, String[] rectified) {
    String operation = operation(edge);
    int from = edge.from;
    net.from(values[from]).role(edge.label());
    return switch (operation) {
      case "skip_connect" -> net.at();
      case "avg_pool_3x3" ->
          net.layer("pool", new Layer.Pool(Layer.PoolKind.AVERAGE, Window.same(3))).at();
      case "nor_conv_1x1", "nor_conv_3x3" -> {
        if (rectified[from] == null) {
          // every convolution that reads a place rectifies it: once is enough
          rectified[from] = net.role("place" + from).relu().at();
        }
        int kernel = operation.equals("nor_conv_1x1") ? 1 : 3;
        int channels = net.shape().channels();
        net.from(rectified[from]).role(edge.label());
        yield net.conv(channels, kernel).batchNorm().at();
      }
      default -> throw Nearest.unknown("operation", operation, KNOWN);
    };
  }
}
