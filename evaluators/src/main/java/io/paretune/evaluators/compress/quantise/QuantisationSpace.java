package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.compress.technique.BlockChange;
import io.paretune.evaluators.compress.technique.Extremes;
import io.paretune.evaluators.compress.technique.Moment;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Tunable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The quantisation that is searched: parameters {@code bits.<block>} (which exists when the block
 * does), {@code activations}, {@code calibration}, {@code weight-scales}, {@code rounding}, {@code
 * equalisation}, {@code bias-correction} and {@code quantisation-training}. What has a single value
 * is fixed and is no parameter.
 *
 * @param bits widths to search among for each block: 32, 16, 8, 4
 * @param activations ways to search among
 * @param calibration kinds to search among
 * @param weightScales numbers of scales to search among
 * @param rounding kinds to search among
 * @param equalisation false, true or both
 * @param biasCorrection false, true or both
 * @param training ways to search among
 */
public record QuantisationSpace(
    List<Integer> bits,
    List<Activations> activations,
    List<CalibrationKind> calibration,
    List<WeightScales> weightScales,
    List<RoundingKind> rounding,
    List<Boolean> equalisation,
    List<Boolean> biasCorrection,
    List<QuantisationTraining> training)
    implements Technique {

  private static final String BITS = "bits.";
  private static final String ACTIVATIONS = "activations";
  private static final String WEIGHT_SCALES = "weight-scales";
  private static final String ROUNDING = "rounding";
  private static final String EQUALISATION = "equalisation";
  private static final String BIAS_CORRECTION = "bias-correction";
  private static final String CALIBRATION = "calibration";
  private static final String TRAINING = "quantisation-training";

  /**
   * Copies the lists; each must hold distinct values, at least one, and every value must make a
   * valid plan.
   */
  public QuantisationSpace {
    bits = Tunable.among("bits", bits).values();
    activations = Tunable.amongConstants(ACTIVATIONS, activations).values();
    calibration = Tunable.amongConstants(CALIBRATION, calibration).values();
    weightScales = Tunable.amongConstants(WEIGHT_SCALES, weightScales).values();
    rounding = Tunable.amongConstants(ROUNDING, rounding).values();
    equalisation = Tunable.among(EQUALISATION, equalisation).values();
    biasCorrection = Tunable.among(BIAS_CORRECTION, biasCorrection).values();
    training = Tunable.amongConstants(TRAINING, training).values();
    bits.forEach(width -> QuantisationPlan.requireWidth(width, ""));
  }

  /** Everything float; as {@link QuantisationPlan#none} if bits are lowered. */
  public static QuantisationSpace none() {
    QuantisationPlan none = QuantisationPlan.none();
    return new QuantisationSpace(
        List.of(32),
        List.of(none.activations()),
        List.of(none.calibration()),
        List.of(none.weightScales()),
        List.of(none.rounding()),
        List.of(none.equalisation()),
        List.of(none.biasCorrection()),
        List.of(none.training()));
  }

  /** The same space with other bits. */
  public QuantisationSpace withBits(List<Integer> widths) {
    return new QuantisationSpace(
        widths,
        activations,
        calibration,
        weightScales,
        rounding,
        equalisation,
        biasCorrection,
        training);
  }

  /** The same space with other ways for the values of 8-bit blocks. */
  public QuantisationSpace withActivations(List<Activations> kinds) {
    return new QuantisationSpace(
        bits, kinds, calibration, weightScales, rounding, equalisation, biasCorrection, training);
  }

  /** The same space with other numbers of scales. */
  public QuantisationSpace withWeightScales(List<WeightScales> scales) {
    return new QuantisationSpace(
        bits, activations, calibration, scales, rounding, equalisation, biasCorrection, training);
  }

  /** The same space with other roundings. */
  public QuantisationSpace withRounding(List<RoundingKind> kinds) {
    return new QuantisationSpace(
        bits,
        activations,
        calibration,
        weightScales,
        kinds,
        equalisation,
        biasCorrection,
        training);
  }

  /** The same space, evening out ranges or not. */
  public QuantisationSpace withEqualisation(List<Boolean> wanted) {
    return new QuantisationSpace(
        bits, activations, calibration, weightScales, rounding, wanted, biasCorrection, training);
  }

  /** The same space, correcting biases or not. */
  public QuantisationSpace withBiasCorrection(List<Boolean> wanted) {
    return new QuantisationSpace(
        bits, activations, calibration, weightScales, rounding, equalisation, wanted, training);
  }

  /** The same space with other kinds of calibration. */
  public QuantisationSpace withCalibration(List<CalibrationKind> kinds) {
    return new QuantisationSpace(
        bits, activations, kinds, weightScales, rounding, equalisation, biasCorrection, training);
  }

  /** The same space with other ways to train. */
  public QuantisationSpace withTraining(List<QuantisationTraining> kinds) {
    return new QuantisationSpace(
        bits,
        activations,
        calibration,
        weightScales,
        rounding,
        equalisation,
        biasCorrection,
        kinds);
  }

  @Override
  public String name() {
    return "quantisation";
  }

  @Override
  public Moment moment() {
    return Moment.BEFORE_EXPORT;
  }

  @Override
  public List<Parameter> parameters(List<BlockChoice> blocks, Network largest) {
    List<Tunable<?>> all = new ArrayList<>();
    for (BlockChoice block : blocks) {
      all.add(width(block));
    }
    all.add(Tunable.amongConstants(ACTIVATIONS, activations));
    all.add(Tunable.amongConstants(CALIBRATION, calibration));
    all.add(Tunable.amongConstants(WEIGHT_SCALES, weightScales));
    all.add(Tunable.amongConstants(ROUNDING, rounding));
    all.add(Tunable.among(EQUALISATION, equalisation));
    all.add(corrections());
    all.add(Tunable.amongConstants(TRAINING, training));
    return Tunable.parameters(all);
  }

  private Tunable<Integer> width(BlockChoice block) {
    return Tunable.among(BITS + block.label(), bits).when(block.exists());
  }

  /** Exists where weights are rounded to the nearest: learned rounding makes up for it itself. */
  private Tunable<Boolean> corrections() {
    return Tunable.amongConstants(ROUNDING, rounding)
        .in(List.of(RoundingKind.NEAREST))
        .map(nearest -> Tunable.among(BIAS_CORRECTION, biasCorrection).when(nearest))
        .orElse(Tunable.fixed(BIAS_CORRECTION, false));
  }

  @Override
  public QuantisationPlan decode(Assignment point, List<BlockChoice> blocks) {
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (BlockChoice block : blocks) {
      if (block.exists().holds(point)) {
        widths.put(block.label(), width(block).at(point));
      }
    }
    return new QuantisationPlan(
        widths,
        Tunable.amongConstants(ACTIVATIONS, activations).at(point),
        Tunable.amongConstants(CALIBRATION, calibration).at(point),
        Tunable.amongConstants(WEIGHT_SCALES, weightScales).at(point),
        Tunable.amongConstants(ROUNDING, rounding).at(point),
        Tunable.among(EQUALISATION, equalisation).at(point),
        corrections().at(point, false),
        Tunable.amongConstants(TRAINING, training).at(point));
  }

  /** Each width, with the first of the other values, rounded to the nearest and untrained. */
  @Override
  public List<BlockChange> alone(String block, Network network) {
    QuantisationPlan plan =
        new QuantisationPlan(
            Map.of(),
            activations.get(0),
            calibration.get(0),
            weightScales.get(0),
            RoundingKind.NEAREST,
            equalisation.get(0),
            biasCorrection.get(0),
            QuantisationTraining.NONE);
    return bits.stream()
        .map(width -> new BlockChange("bits=" + width, plan.withBits(Map.of(block, width))))
        .toList();
  }

  /** Whether networks may be trained with the rounding of their file. */
  public boolean mayTrain() {
    return !training.equals(List.of(QuantisationTraining.NONE));
  }

  /** The most bits. */
  @Override
  public OptionalDouble lightest(Parameter parameter) {
    return parameter.name().startsWith(BITS)
        ? OptionalDouble.of(Extremes.largest(parameter.domain()))
        : OptionalDouble.empty();
  }

  /** The fewest bits. */
  @Override
  public OptionalDouble heaviest(Parameter parameter) {
    return parameter.name().startsWith(BITS)
        ? OptionalDouble.of(Extremes.smallest(parameter.domain()))
        : OptionalDouble.empty();
  }

  /** Training with the rounding needs epochs, if any value of the space wants it. */
  @Override
  public void requireEpochs(int fineTuningEpochs) {
    if (fineTuningEpochs == 0 && mayTrain()) {
      throw new IllegalArgumentException(
          "quantisation-training must have fine-tuning epochs, got 0; give fine-tuning-epochs");
    }
  }
}
