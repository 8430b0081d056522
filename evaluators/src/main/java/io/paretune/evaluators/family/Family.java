package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.hardware.Digest;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.Optional;

/**
 * A family of architectures: a search space and the network that each of its points is.
 * Implementations are pure and thread safe.
 */
public interface Family {

  /** The name in experiment files. */
  String name();

  /** Names of the options that a {@link FamilyContext} may set, in order. */
  List<String> options();

  /**
   * The parameters of the architecture, in order. An option with a single value is fixed and is no
   * parameter.
   *
   * @throws IllegalArgumentException naming an option that is unknown or out of range
   */
  List<Parameter> parameters(FamilyContext context);

  /**
   * The architecture's own search space.
   *
   * @throws IllegalArgumentException if an option is wrong, or all are fixed and nothing is left to
   *     search
   */
  default SearchSpace space(FamilyContext context) {
    return SearchSpace.of(parameters(context));
  }

  /**
   * The network of a point; parameters of other parts (compression, training) are ignored.
   *
   * @throws IllegalArgumentException if a parameter of this family is missing or out of range
   */
  Network build(Assignment assignment, FamilyContext context);

  /** The network with every option at its most capable: the teacher for distillation. */
  Network largest(FamilyContext context);

  /**
   * Weights that every network of this family starts from, already trained; empty if they are
   * trained from nothing.
   */
  default Optional<Weights> weights(FamilyContext context) {
    return Optional.empty();
  }

  /**
   * What tells these weights, and the network that they belong to, from others: a SHA-256 in
   * hexadecimal; empty if there are none.
   */
  default Optional<String> weightsHash(FamilyContext context) {
    return weights(context)
        .map(weights -> Digest.sha256(largest(context).contentHash() + weights.contentHash()));
  }

  /** The blocks that networks of this family have, in order, and when each exists. */
  List<BlockChoice> blocks(FamilyContext context);

  /**
   * How files of these networks are called; empty if nothing is promised to anybody, as where the
   * networks are built here.
   */
  default Optional<FileSignature> signature(FamilyContext context) {
    return Optional.empty();
  }
}
