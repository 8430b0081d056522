package io.paretune.evaluators.train.distillation;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which features of a student answer to which of a teacher. At each height and width, the values at
 * the end of the last block that has them, as is usual (Zagoruyko and Komodakis 2017): networks
 * match stage by stage, whatever their blocks are called and however many their stages have. Where
 * a block closes with a pool, what the pool reads is an end of its size, too.
 *
 * <p>The tokens of transformers, whose number is the same in all blocks, answer to tokens alone,
 * where the last block ends: its hidden states, as in MiniLM (Wang et al. 2020, arXiv:2002.10957).
 *
 * <p>If no size is common, each of the student's answers to the nearest of the teacher's, from the
 * last to the first, and both are compared at the smaller. If one of the two has no hidden images
 * at all, as a multilayer perceptron, features are compared where the last layer with weights reads
 * them, as a mean over the image.
 */
final class FeaturePairs {

  private static final int LEAST_PIXELS = 2;

  private FeaturePairs() {}

  /**
   * A hidden value.
   *
   * @param node that makes it
   * @param shape of one example; a vector's features are channels of one pixel, those of tokens
   *     channels of as many rows
   * @param tokens whether they are those of tokens
   */
  record Value(String node, Shape.Image shape, boolean tokens) {

    private static Value of(Network network, String node) {
      Shape shape = network.shapeOf(node);
      boolean tokens = shape instanceof Shape.Sequence;
      int rows = tokens ? shape.elements() / shape.channels() : 1;
      return new Value(
          node,
          shape instanceof Shape.Image image ? image : Shape.image(shape.channels(), rows, 1),
          tokens);
    }

    private int pixels() {
      return shape.height() * shape.width();
    }

    private String size() {
      return tokens ? shape.height() + " tokens" : shape.height() + "x" + shape.width();
    }
  }

  /** Two values that are compared. */
  record Pair(Value student, Value teacher) {

    /** Rows that they are compared at. */
    int height() {
      return Math.min(student.shape.height(), teacher.shape.height());
    }

    /** Columns that they are compared at. */
    int width() {
      return Math.min(student.shape.width(), teacher.shape.width());
    }
  }

  /**
   * The pairs, from the input on; at least one.
   *
   * @throws IllegalArgumentException if there is none
   */
  static List<Pair> of(Network student, Network teacher, FeatureLossKind kind) {
    Map<String, Value> taught = ends(student);
    Map<String, Value> teaching = ends(teacher);
    List<Pair> pairs = ofEqualSize(taught, teaching);
    if (pairs.isEmpty()) {
      pairs = ofNearestSize(List.copyOf(taught.values()), List.copyOf(teaching.values()));
    }
    if (pairs.isEmpty() && kind == FeatureLossKind.FEATURE) {
      pairs = ofLastValues(student, teacher);
    }
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "student and teacher must have hidden %s to compare, got %s and %s; let the student learn from the answers alone, kind: soft"
              .formatted(
                  kind == FeatureLossKind.ATTENTION ? "images or tokens" : "values",
                  taught.keySet(),
                  teaching.keySet()));
    }
    return List.copyOf(pairs);
  }

  private static List<Pair> ofEqualSize(Map<String, Value> taught, Map<String, Value> teaching) {
    List<Pair> pairs = new ArrayList<>();
    taught.forEach(
        (size, value) ->
            Optional.ofNullable(teaching.get(size))
                .ifPresent(other -> pairs.add(new Pair(value, other))));
    return pairs;
  }

  /** By the ratio of pixels; what comes later in the one comes later in the other. */
  private static List<Pair> ofNearestSize(List<Value> taught, List<Value> teaching) {
    List<Pair> pairs = new ArrayList<>();
    int below = teaching.size();
    for (int s = taught.size() - 1; s >= 0 && below > 0; s--) {
      Value student = taught.get(s);
      int nearest = below - 1;
      for (int t = below - 1; t >= 0; t--) {
        if (apart(student, teaching.get(t)) < apart(student, teaching.get(nearest))) {
          nearest = t;
        }
      }
      Pair pair = new Pair(student, teaching.get(nearest));
      if (student.tokens == pair.teacher.tokens && pair.height() * pair.width() >= LEAST_PIXELS) {
        pairs.add(0, pair);
        below = nearest;
      }
    }
    return pairs;
  }

  private static double apart(Value one, Value other) {
    return one.tokens == other.tokens
        ? Math.abs(Math.log((double) one.pixels() / other.pixels()))
        : Double.POSITIVE_INFINITY;
  }

  private static List<Pair> ofLastValues(Network student, Network teacher) {
    Optional<Value> taught = lastValue(student);
    Optional<Value> teaching = lastValue(teacher);
    return taught.isPresent() && teaching.isPresent()
        ? List.of(new Pair(taught.get(), teaching.get()))
        : List.of();
  }

  /** What the last layer with weights reads, if that is hidden. */
  private static Optional<Value> lastValue(Network network) {
    String last = Network.INPUT;
    for (Node node : network.nodes()) {
      if (node.layer().weighted()) {
        last = node.inputs().get(0);
      }
    }
    while (network.contains(last) && network.node(last).layer().passes()) {
      last = network.node(last).inputs().get(0);
    }
    // tokens have no channels of pixels
    return network.contains(last) && !(network.shapeOf(last) instanceof Shape.Sequence)
        ? Optional.of(Value.of(network, last))
        : Optional.empty();
  }

  /** By height and width, the image at the end of the last block that ends at that size. */
  private static Map<String, Value> ends(Network network) {
    Map<String, Node> lastOfBlock = new LinkedHashMap<>();
    network.nodes().forEach(node -> lastOfBlock.put(node.block(), node));
    Map<String, Value> ends = new LinkedHashMap<>();
    for (Node last : lastOfBlock.values()) {
      for (Node node : beforePools(network, last)) {
        Value value = Value.of(network, node.name());
        if (value.pixels() >= LEAST_PIXELS) {
          ends.put(value.size(), value);
        }
      }
    }
    return ends;
  }

  /** The nodes at the end of a block that only pool or pass on, with the one before them first. */
  private static List<Node> beforePools(Network network, Node last) {
    List<Node> chain = new ArrayList<>(List.of(last));
    Node first = last;
    while (pools(first.layer()) && network.contains(first.inputs().get(0))) {
      Node before = network.node(first.inputs().get(0));
      if (!before.block().equals(last.block())) {
        break;
      }
      chain.add(0, before);
      first = before;
    }
    return chain;
  }

  private static boolean pools(Layer layer) {
    return layer instanceof Layer.Pool
        || layer instanceof Layer.GlobalAveragePool
        || layer instanceof Layer.Softmax
        || layer.passes();
  }
}
