package io.paretune.evaluators.compress;

import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.technique.Moment;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The compression that is searched, beside the architecture.
 *
 * @param techniques in the order in which they act: by their moments, those of one moment as given
 */
public record CompressionSpace(List<Technique> techniques) {

  /**
   * Orders the techniques, and checks that they go together.
   *
   * @throws IllegalArgumentException if two have a name in common or both spend fine-tuning, or if
   *     one changes weights behind training with the rounding of the file
   */
  public CompressionSpace {
    techniques = techniques.stream().sorted(Comparator.comparing(Technique::moment)).toList();
    requireOneOfAName(techniques);
    List<String> tuning = names(techniques.stream().filter(Technique::fineTunes).toList());
    if (tuning.size() > 1) {
      throw new IllegalArgumentException(
          "one technique may spend the epochs of fine-tuning, got " + String.join(", ", tuning));
    }
    requireNothingBehindRounding(techniques);
  }

  private static void requireOneOfAName(List<Technique> techniques) {
    List<String> names = names(techniques);
    for (String name : names) {
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new IllegalArgumentException(
            "techniques must have different names, got '" + name + "' twice");
      }
    }
  }

  private static void requireNothingBehindRounding(List<Technique> techniques) {
    boolean rounding =
        techniques.stream()
            .anyMatch(each -> each instanceof QuantisationSpace space && space.mayTrain());
    for (Technique technique : techniques) {
      if (rounding
          && technique.moment() == Moment.BEFORE_EXPORT
          && !(technique instanceof QuantisationSpace)) {
        throw new IllegalArgumentException(
            ("%s changes weights before they are written, but quantisation-training has trained"
                    + " them as they are written; leave one of them out")
                .formatted(technique.name()));
      }
    }
  }

  private static List<String> names(List<Technique> techniques) {
    return techniques.stream().map(Technique::name).toList();
  }

  /** Of these techniques. */
  public static CompressionSpace of(Technique... techniques) {
    return new CompressionSpace(List.of(techniques));
  }

  /** Nothing is compressed, and nothing is searched. */
  public static CompressionSpace none() {
    return of();
  }

  /** Pruning 0, 1/4, 1/2; 32 or 8 bits a block; calibration by percentile; multiples of 8. */
  public static CompressionSpace defaults() {
    return none().withPruning(List.of(0.0, 0.25, 0.5)).withBits(List.of(32, 8));
  }

  /** The same space with a technique more, or in place of the one of its name. */
  public CompressionSpace with(Technique technique) {
    List<Technique> all =
        techniques.stream()
            .filter(other -> !other.name().equals(technique.name()))
            .collect(Collectors.toCollection(ArrayList::new));
    all.add(technique);
    return new CompressionSpace(all);
  }

  /** The same space with other pruning ratios. */
  public CompressionSpace withPruning(List<Double> ratios) {
    return with(pruning().withRatios(ratios));
  }

  /** The same space with other bits. */
  public CompressionSpace withBits(List<Integer> widths) {
    return with(quantisation().withBits(widths));
  }

  /** The pruning that is searched; {@link PruningSpace#none} if none is. */
  public PruningSpace pruning() {
    return technique(PruningSpace.class, PruningSpace.none());
  }

  /** The bits that are searched; {@link QuantisationSpace#none} if none are. */
  public QuantisationSpace quantisation() {
    return technique(QuantisationSpace.class, QuantisationSpace.none());
  }

  private <T extends Technique> T technique(Class<T> type, T otherwise) {
    return techniques.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElse(otherwise);
  }

  /**
   * The parameters, to come after those of the family whose blocks these are.
   *
   * @param largest the network with all blocks, which tells what in them can be compressed
   */
  public List<Parameter> parameters(List<BlockChoice> blocks, Network largest) {
    List<Parameter> parameters = new ArrayList<>();
    List<BlockChoice> staying = blocks;
    for (Technique technique : techniques) {
      parameters.addAll(technique.parameters(staying, largest));
      staying = technique.staying(staying, largest);
    }
    return parameters;
  }

  /**
   * The plan of a point, for the blocks that exist there.
   *
   * @throws IllegalArgumentException if a parameter is missing or out of range
   */
  public CompressionPlan decode(Assignment assignment, List<BlockChoice> blocks) {
    Map<String, Step> steps = new LinkedHashMap<>();
    List<BlockChoice> staying = blocks;
    for (Technique technique : techniques) {
      Step step = technique.decode(assignment, staying);
      steps.put(technique.name(), step);
      staying = step.staying(staying);
    }
    return new CompressionPlan(steps);
  }
}
