package io.paretune.evaluators.compress.technique;

import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A way to make networks smaller or faster, with what may be searched about it. Immutable; what it
 * decodes is a pure function of the point.
 */
public interface Technique {

  /** Its name, the only one of its kind in a space, for instance {@code pruning}. */
  String name();

  /** When it acts. */
  Moment moment();

  /**
   * The parameters, under names that nobody else has, to come after those of the family and of
   * earlier techniques. What has a single value is fixed and is no parameter.
   *
   * @param blocks of the family's networks, each existing where no earlier technique takes it away
   * @param largest the network with all blocks
   */
  List<Parameter> parameters(List<BlockChoice> blocks, Network largest);

  /**
   * What a point makes of its network.
   *
   * @param blocks of the family's networks that no earlier technique takes away there
   * @throws IllegalArgumentException if a parameter is missing or out of range
   */
  Step decode(Assignment point, List<BlockChoice> blocks);

  /**
   * The blocks as later techniques see them, where this one can take some away.
   *
   * @param largest the network with all blocks
   */
  default List<BlockChoice> staying(List<BlockChoice> blocks, Network largest) {
    return blocks;
  }

  /**
   * What its values do to one block, everything else as it came: what {@code paretune sensitivity}
   * compares. Nothing by default, which is for techniques that act on whole networks only.
   *
   * @param block a label of the network
   * @return in the order of the values; only what would change something, or is asked for by name
   *     all the same
   */
  default List<BlockChange> alone(String block, Network network) {
    return List.of();
  }

  /**
   * Whether its steps spend the schedule's epochs of fine-tuning wherever they act; false by
   * default. One technique of a space may.
   */
  default boolean fineTunes() {
    return false;
  }

  /**
   * Checks that the schedule has the epochs that the space needs; needs none by default.
   *
   * @param fineTuningEpochs the schedule's
   * @throws IllegalArgumentException if not
   */
  default void requireEpochs(int fineTuningEpochs) {}

  /**
   * Where a parameter of this technique stands in the trials that every front should be compared
   * with: as little as can be taken from a network.
   *
   * @return the position in [0, 1]; empty for another's parameter, and for one that then means
   *     nothing
   */
  OptionalDouble lightest(Parameter parameter);

  /**
   * Where it stands in those of them that are compressed: as much as can be without taking anything
   * away that would have to be trained again; as {@link #lightest} by default.
   */
  default OptionalDouble heaviest(Parameter parameter) {
    return lightest(parameter);
  }
}
