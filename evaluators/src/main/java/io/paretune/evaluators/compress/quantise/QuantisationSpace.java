package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The quantisation that is searched: parameters {@code bits.<block>} (which exists when the block
 * does), {@code activations}, {@code calibration}, {@code weight-scales}, {@code equalisation},
 * {@code bias-correction} and {@code quantisation-training}. What has a single value is fixed and
 * is no parameter.
 *
 * @param bits widths to search among for each block: 32, 16, 8, 4
 * @param activations ways to search among
 * @param calibration kinds to search among
 * @param weightScales numbers of scales to search among
 * @param equalisation false, true or both
 * @param biasCorrection false, true or both
 * @param training ways to search among
 */
public record QuantisationSpace(
    List<Integer> bits,
    List<Activations> activations,
    List<CalibrationKind> calibration,
    List<WeightScales> weightScales,
    List<Boolean> equalisation,
    List<Boolean> biasCorrection,
    List<QuantisationTraining> training) {

  private static final String CALIBRATION = "calibration";
  private static final String TRAINING = "quantisation-training";

  /**
   * Copies the lists; each must hold distinct values, at least one, and every value must make a
   * valid plan.
   */
  public QuantisationSpace {
    bits = distinct("bits", bits);
    activations = distinct("activations", activations);
    calibration = distinct(CALIBRATION, calibration);
    weightScales = distinct("weight-scales", weightScales);
    equalisation = distinct("equalisation", equalisation);
    biasCorrection = distinct("bias-correction", biasCorrection);
    training = distinct(TRAINING, training);
    for (int width : bits) {
      QuantisationPlan.none().withBits(Map.of("block", width));
    }
  }

  /** Everything float; as {@link QuantisationPlan#none} if bits are lowered. */
  public static QuantisationSpace none() {
    QuantisationPlan none = QuantisationPlan.none();
    return new QuantisationSpace(
        List.of(32),
        List.of(none.activations()),
        List.of(none.calibration()),
        List.of(none.weightScales()),
        List.of(none.equalisation()),
        List.of(none.biasCorrection()),
        List.of(none.training()));
  }

  /** The same space with other bits. */
  public QuantisationSpace withBits(List<Integer> widths) {
    return new QuantisationSpace(
        widths, activations, calibration, weightScales, equalisation, biasCorrection, training);
  }

  /** The same space with other ways for the values of 8-bit blocks. */
  public QuantisationSpace withActivations(List<Activations> kinds) {
    return new QuantisationSpace(
        bits, kinds, calibration, weightScales, equalisation, biasCorrection, training);
  }

  /** The same space with other numbers of scales. */
  public QuantisationSpace withWeightScales(List<WeightScales> scales) {
    return new QuantisationSpace(
        bits, activations, calibration, scales, equalisation, biasCorrection, training);
  }

  /** The same space, evening out ranges or not. */
  public QuantisationSpace withEqualisation(List<Boolean> wanted) {
    return new QuantisationSpace(
        bits, activations, calibration, weightScales, wanted, biasCorrection, training);
  }

  /** The same space, correcting biases or not. */
  public QuantisationSpace withBiasCorrection(List<Boolean> wanted) {
    return new QuantisationSpace(
        bits, activations, calibration, weightScales, equalisation, wanted, training);
  }

  /** The same space with other kinds of calibration. */
  public QuantisationSpace withCalibration(List<CalibrationKind> kinds) {
    return new QuantisationSpace(
        bits, activations, kinds, weightScales, equalisation, biasCorrection, training);
  }

  /** The same space with other ways to train. */
  public QuantisationSpace withTraining(List<QuantisationTraining> kinds) {
    return new QuantisationSpace(
        bits, activations, calibration, weightScales, equalisation, biasCorrection, kinds);
  }

  /** The parameters, to come after those of the family whose blocks these are. */
  public List<Parameter> parameters(List<BlockChoice> blocks) {
    List<Parameter> parameters = new ArrayList<>();
    if (bits.size() > 1) {
      for (BlockChoice block : blocks) {
        parameters.add(new Parameter(name(block), Choice.of(bits.toArray()), block.exists()));
      }
    }
    choice("activations", activations.stream().map(QuantisationSpace::label).toList())
        .ifPresent(parameters::add);
    choice(CALIBRATION, calibration.stream().map(QuantisationSpace::label).toList())
        .ifPresent(parameters::add);
    choice("weight-scales", weightScales.stream().map(QuantisationSpace::label).toList())
        .ifPresent(parameters::add);
    choice("equalisation", equalisation).ifPresent(parameters::add);
    choice("bias-correction", biasCorrection).ifPresent(parameters::add);
    choice(TRAINING, training.stream().map(QuantisationSpace::label).toList())
        .ifPresent(parameters::add);
    return parameters;
  }

  private static Optional<Parameter> choice(String name, List<?> values) {
    return values.size() > 1
        ? Optional.of(Parameter.of(name, Choice.of(values.toArray())))
        : Optional.empty();
  }

  /**
   * The plan of a point, for the blocks that exist there.
   *
   * @throws IllegalArgumentException if a parameter is missing or out of range
   */
  public QuantisationPlan decode(Assignment point, List<BlockChoice> blocks) {
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (BlockChoice block : blocks) {
      if (block.exists().holds(point)) {
        widths.put(
            block.label(),
            bits.size() > 1 ? Math.toIntExact(point.whole(name(block))) : bits.get(0));
      }
    }
    return new QuantisationPlan(
        widths,
        activations.size() > 1
            ? Activations.valueOf(constant(point.text("activations")))
            : activations.get(0),
        calibration.size() > 1
            ? CalibrationKind.valueOf(constant(point.text(CALIBRATION)))
            : calibration.get(0),
        weightScales.size() > 1
            ? WeightScales.valueOf(constant(point.text("weight-scales")))
            : weightScales.get(0),
        equalisation.size() > 1 ? point.flag("equalisation") : equalisation.get(0),
        biasCorrection.size() > 1 ? point.flag("bias-correction") : biasCorrection.get(0),
        training.size() > 1
            ? QuantisationTraining.valueOf(constant(point.text(TRAINING)))
            : training.get(0));
  }

  /**
   * Checks that there are epochs for training with the rounding, if any value of the space wants
   * it.
   *
   * @throws IllegalArgumentException if there are none
   */
  public void requireEpochs(int fineTuningEpochs) {
    if (fineTuningEpochs == 0 && !training.equals(List.of(QuantisationTraining.NONE))) {
      throw new IllegalArgumentException(
          "quantisation-training must have fine-tuning epochs, got 0; give fine-tuning-epochs");
    }
  }

  /** How experiment files spell a constant. */
  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String constant(String label) {
    return label.toUpperCase(Locale.ROOT).replace('-', '_');
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
