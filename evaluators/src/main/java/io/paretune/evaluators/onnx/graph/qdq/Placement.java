package io.paretune.evaluators.onnx.graph.qdq;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which values of a graph are held in bytes, given which of its nodes compute in bytes. A node
 * without weights goes along if all it reads is in bytes anyway, and something that reads it wants
 * bytes: the largest set of such nodes. Immutable.
 */
final class Placement {

  private final GraphDraft draft;
  private final Set<Integer> computed;
  private final Map<Integer, CarriedOperator> carried = new HashMap<>();

  private Placement(GraphDraft draft, Set<Integer> computed) {
    this.draft = draft;
    this.computed = Set.copyOf(computed);
  }

  /**
   * The placement around some nodes.
   *
   * @param computed nodes by number, each of which has a {@link WeightedOperator}
   * @param free nodes that may go along
   */
  static Placement of(GraphDraft draft, Set<Integer> computed, Set<Integer> free) {
    Placement placement = new Placement(draft, computed);
    for (int node : free) {
      CarriedOperator.of(draft.nodes().get(node))
          .ifPresent(rule -> placement.carried.put(node, rule));
    }
    placement.settle();
    return placement;
  }

  private void settle() {
    Set<Integer> strays = new HashSet<>();
    do {
      strays.clear();
      carried.forEach(
          (node, rule) -> {
            if (!fed(node, rule) || !(wanted(node) || ends(node))) {
              strays.add(node);
            }
          });
      carried.keySet().removeAll(strays);
    } while (!strays.isEmpty());
  }

  /** Whether all values that a node reads are in bytes, and one of them is computed. */
  private boolean fed(int number, CarriedOperator rule) {
    NodeProto node = draft.nodes().get(number);
    boolean some = false;
    for (int input : rule.values(node)) {
      String value = node.getInput(input);
      boolean constant = draft.stored(value).filter(Placement::small).isPresent();
      if (!constant && !inBytes(value)) {
        return false;
      }
      some |= !constant;
    }
    return some;
  }

  /** A constant that is added or multiplied may be rounded to 256 steps of its own. */
  private static boolean small(TensorProto tensor) {
    return StoredFloats.sound(tensor) && StoredFloats.count(tensor) > 0;
  }

  /** Whether a value can be had in bytes: it is made so, or given by the caller in floats. */
  private boolean inBytes(String value) {
    return draft
        .producer(value)
        .map(node -> computed.contains(node) || carried.containsKey(node))
        .orElseGet(() -> draft.stored(value).isEmpty() && draft.isFloatInput(value));
  }

  private boolean wanted(int node) {
    return draft.nodes().get(node).getOutputList().stream().anyMatch(this::wanted);
  }

  private boolean wanted(String value) {
    return draft.readers(value).stream()
        .anyMatch(reader -> computed.contains(reader) || carried.containsKey(reader));
  }

  /** Whether a rectifier becomes part of what computes its input, which has no bytes of its own. */
  boolean folds(int number) {
    String input = draft.nodes().get(number).getInput(0);
    return rectifies(number)
        && draft.producer(input).filter(computed::contains).isPresent()
        && alone(input);
  }

  /** Whether a rectifier keeps what must end in bytes in bytes, whoever reads it. */
  private boolean ends(int number) {
    return folds(number)
        && draft.producer(draft.nodes().get(number).getInput(0)).filter(this::bytesOut).isPresent();
  }

  private boolean rectifies(int number) {
    CarriedOperator rule = carried.get(number);
    return rule != null && rule.rectifies();
  }

  private boolean alone(String value) {
    return draft.readers(value).size() == 1 && !draft.isOutput(value);
  }

  private boolean bytesOut(int number) {
    return WeightedOperator.of(draft, draft.nodes().get(number))
        .filter(WeightedOperator::bytesOut)
        .isPresent();
  }

  boolean computes(int node) {
    return computed.contains(node);
  }

  boolean carries(int node) {
    return carried.containsKey(node);
  }

  CarriedOperator carrier(int node) {
    return Objects.requireNonNull(carried.get(node));
  }

  /** Whether a node's output is rounded to bytes as it is computed. */
  boolean holds(String value) {
    Integer node = draft.producer(value).orElse(-1);
    if (computed.contains(node)) {
      boolean rectified = alone(value) && draft.readers(value).stream().allMatch(this::folds);
      return !rectified && (bytesOut(node) || wanted(value));
    }
    // shapes that are moved before they are put out in floats are no part of this
    return carried.containsKey(node);
  }

  /** The value whose scale this one has, by way of what only moves values. */
  String scaleOf(String value) {
    String of = value;
    for (Integer node = draft.producer(of).orElse(-1);
        carried.containsKey(node) && carrier(node).scale() == CarriedOperator.Scale.INPUT;
        node = draft.producer(of).orElse(-1)) {
      of = draft.nodes().get(node).getInput(0);
    }
    return of;
  }

  /** The values whose ranges are needed. */
  Set<String> values() {
    Set<String> values = new HashSet<>();
    for (int node : computed) {
      values.add(scaleOf(draft.nodes().get(node).getInput(0)));
      values.add(draft.nodes().get(node).getOutput(0));
    }
    carried.forEach(
        (number, rule) -> {
          NodeProto node = draft.nodes().get(number);
          rule.values(node).stream()
              .map(node::getInput)
              .filter(value -> draft.stored(value).isEmpty())
              .forEach(value -> values.add(scaleOf(value)));
          node.getOutputList().forEach(value -> values.add(scaleOf(value)));
        });
    return values;
  }
}
