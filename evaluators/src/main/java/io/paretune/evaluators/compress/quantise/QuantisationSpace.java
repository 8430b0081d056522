package io.paretune.evaluators.compress.quantise;

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
 * The quantisation that is searched: parameters {@code bits.<block>} (which exists when the block
 * does) and {@code calibration}. What has a single value is fixed and is no parameter.
 *
 * @param bits widths to search among for each block: 32, 8
 * @param calibration kinds to search among
 */
public record QuantisationSpace(List<Integer> bits, List<CalibrationKind> calibration) {

  /**
   * Copies the lists; each must hold distinct values, at least one, and every value must make a
   * valid plan.
   */
  public QuantisationSpace {
    bits = distinct("bits", bits);
    calibration = distinct("calibration", calibration);
    for (int width : bits) {
      new QuantisationPlan(Map.of("block", width), calibration.get(0));
    }
  }

  /** Everything float; calibration by percentile. */
  public static QuantisationSpace none() {
    return new QuantisationSpace(List.of(32), List.of(CalibrationKind.PERCENTILE));
  }

  /** The same space with other bits. */
  public QuantisationSpace withBits(List<Integer> widths) {
    return new QuantisationSpace(widths, calibration);
  }

  /** The same space with other kinds of calibration. */
  public QuantisationSpace withCalibration(List<CalibrationKind> kinds) {
    return new QuantisationSpace(bits, kinds);
  }

  /** The parameters, to come after those of the family whose blocks these are. */
  public List<Parameter> parameters(List<BlockChoice> blocks) {
    List<Parameter> parameters = new ArrayList<>();
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
  public QuantisationPlan decode(Assignment assignment, List<BlockChoice> blocks) {
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
    return new QuantisationPlan(widths, kind);
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
