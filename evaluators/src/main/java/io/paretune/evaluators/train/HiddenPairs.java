package io.paretune.evaluators.train;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which hidden values of a student answer to which of a teacher: at each height and width, the
 * values at the end of the last block that has them. Networks of one family match stage by stage,
 * however many blocks their stages have.
 */
final class HiddenPairs {

  private static final int LEAST_PIXELS = 2;

  private HiddenPairs() {}

  /** Two values, by name, and their numbers of channels. */
  record Pair(String student, int studentChannels, String teacher, int teacherChannels) {}

  /**
   * The pairs, from the input on; at least one.
   *
   * @throws IllegalArgumentException if there is none
   */
  static List<Pair> of(Network student, Network teacher) {
    Map<String, Node> taught = ends(student);
    Map<String, Node> teaching = ends(teacher);
    List<Pair> pairs = new ArrayList<>();
    taught.forEach(
        (size, node) -> {
          Node other = teaching.get(size);
          if (other != null) {
            pairs.add(
                new Pair(
                    node.name(),
                    student.shapeOf(node.name()).channels(),
                    other.name(),
                    teacher.shapeOf(other.name()).channels()));
          }
        });
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "student and teacher must have hidden images of equal size at the ends of blocks, got %s"
                  .formatted(taught.keySet())
              + " and "
              + teaching.keySet());
    }
    return List.copyOf(pairs);
  }

  /** By height and width, the last node of the last block that ends at that size. */
  private static Map<String, Node> ends(Network network) {
    Map<String, Node> lastOfBlock = new LinkedHashMap<>();
    network.nodes().forEach(node -> lastOfBlock.put(node.block(), node));
    Map<String, Node> ends = new LinkedHashMap<>();
    lastOfBlock
        .values()
        .forEach(
            node -> {
              if (network.shapeOf(node.name()) instanceof Shape.Image image
                  && image.height() * image.width() >= LEAST_PIXELS) {
                ends.put(image.height() + "x" + image.width(), node);
              }
            });
    return ends;
  }
}
