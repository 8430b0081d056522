package io.paretune.evaluators.compress;

import io.paretune.evaluators.family.BlockChoice;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The compression that is searched, beside the architecture: parameters {@code pruning}, {@code
 * bits.<block>} (which exists when the block does) and {@code calibration}. What has a single value
 * is fixed and is no parameter.
 *
 * @param pruning ratios to search among, each in [0, 1)
 * @param bits widths to search among for each block: 32, 8
 * @param calibration kinds to search among
 * @param multiple widths that pruning leaves are rounded to a multiple of this
 */
public record CompressionSpace(
    List<Double> pruning, List<Integer> bits, List<CalibrationKind> calibration, int multiple) {

  /**
   * Copies the lists; each must hold distinct values, at least one, and every value must make a
   * valid plan.
   */
  public CompressionSpace {
    pruning = distinct("pruning", pruning);
    bits = distinct("bits", bits);
    calibration = distinct("calibration", calibration);
    for (double ratio : pruning) {
      for (int width : bits) {
        CompressionPlan.none().withPruningRatio(ratio);
        new CompressionPlan(ratio, multiple, Map.of("block", width), calibration.get(0));
      }
    }
  }

  /** Pruning 0, 1/4, 1/2; 32 or 8 bits a block; calibration by percentile; multiples of 8. */
  public static CompressionSpace defaults() {
    return new CompressionSpace(
        List.of(0.0, 0.25, 0.5), List.of(32, 8), List.of(CalibrationKind.PERCENTILE), 8);
  }

  /** The same space with other pruning ratios. */
  public CompressionSpace withPruning(List<Double> ratios) {
    return new CompressionSpace(ratios, bits, calibration, multiple);
  }

  /** The same space with other bits. */
  public CompressionSpace withBits(List<Integer> widths) {
    return new CompressionSpace(pruning, widths, calibration, multiple);
  }

  /** The same space with other kinds of calibration. */
  public CompressionSpace withCalibration(List<CalibrationKind> kinds) {
    return new CompressionSpace(pruning, bits, kinds, multiple);
  }

  /** The parameters, to come after those of the family whose blocks these are. */
  public List<Parameter> parameters(List<BlockChoice> blocks) {
    List<Parameter> parameters = new ArrayList<>();
    if (pruning.size() > 1) {
      parameters.add(Parameter.of("pruning", Choice.of(pruning.toArray())));
    }
    if (bits.size() > 1) {
      for (BlockChoice block : blocks) {
        parameters.add(new Parameter(name(block), Choice.of(bits.toArray()), block.exists()));
      }
    }
    if (calibration.size() > 1) {
      Object[] labels = calibration.stream().map(CalibrationKind::label).toArray();
      parameters.add(Parameter.of("calibration", Choice.of(labels)));
    }
    return parameters;
  }

  /**
   * The plan of a point, for the blocks that exist there.
   *
   * @throws IllegalArgumentException if a parameter is missing or out of range
   */
  public CompressionPlan decode(Assignment assignment, List<BlockChoice> blocks) {
    double ratio = pruning.size() > 1 ? assignment.real("pruning") : pruning.get(0);
    CalibrationKind kind =
        calibration.size() > 1
            ? CalibrationKind.labelled(assignment.text("calibration"))
            : calibration.get(0);
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (BlockChoice block : blocks) {
      if (block.exists().holds(assignment)) {
        widths.put(
            block.label(),
            bits.size() > 1 ? Math.toIntExact(assignment.whole(name(block))) : bits.get(0));
      }
    }
    return new CompressionPlan(ratio, multiple, widths, kind);
  }

  private static String name(BlockChoice block) {
    return "bits." + block.label();
  }

  private static <T> List<T> distinct(String name, List<T> values) {
    if (values.isEmpty() || new LinkedHashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException(
          "%s must hold at least one value, none twice, got %s".formatted(name, values));
    }
    return List.copyOf(values);
  }
}
