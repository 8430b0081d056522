package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.compress.technique.Passes;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.TechniqueContext;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How one network is quantised.
 *
 * @param bits by block label: 32 (float), 16 or 4 (of the weights alone; values stay float), or 8
 *     (of weights and values); 32 where absent
 * @param activations how the values of 8-bit blocks are quantised
 * @param calibration how the ranges of static 8-bit values are chosen
 * @param weightScales how many scales 8-bit weights have
 * @param rounding of 8- and 4-bit weights; training with the rounding has its own
 * @param equalisation whether the ranges of neighbouring layers' weights are evened out first
 * @param biasCorrection whether biases make up for the mean error of rounded weights; where the
 *     network is trained with the rounding, or weights are not rounded to the nearest, it is not
 * @param training whether the network is trained with the rounding before it is written
 */
public record QuantisationPlan(
    Map<String, Integer> bits,
    Activations activations,
    CalibrationKind calibration,
    WeightScales weightScales,
    RoundingKind rounding,
    boolean equalisation,
    boolean biasCorrection,
    QuantisationTraining training)
    implements Step {

  /** The widths of bits that a block can have. */
  public static final Set<Integer> BITS = Set.of(4, 8, 16, 32);

  /** Copies the map and checks the widths. */
  public QuantisationPlan {
    bits.forEach((block, width) -> requireWidth(width, " (block '" + block + "')"));
    bits = Map.copyOf(new LinkedHashMap<>(bits));
  }

  static void requireWidth(int width, String where) {
    if (!BITS.contains(width)) {
      throw new IllegalArgumentException(
          "bits must be one of %s, got %d%s".formatted(new TreeSet<>(BITS), width, where));
    }
  }

  /** Everything float. Static by percentile, the most scales, if bits are lowered. */
  public static QuantisationPlan none() {
    return new QuantisationPlan(
        Map.of(),
        Activations.STATIC,
        CalibrationKind.PERCENTILE,
        WeightScales.PER_BLOCK,
        RoundingKind.NEAREST,
        false,
        false,
        QuantisationTraining.NONE);
  }

  /** The same plan with these bits. */
  public QuantisationPlan withBits(Map<String, Integer> widths) {
    return new QuantisationPlan(
        widths,
        activations,
        calibration,
        weightScales,
        rounding,
        equalisation,
        biasCorrection,
        training);
  }

  /** The same plan with every block of a network at these bits. */
  public QuantisationPlan withBits(Network network, int width) {
    Map<String, Integer> all = new LinkedHashMap<>();
    network.blocks().forEach(block -> all.put(block, width));
    return withBits(all);
  }

  /** The same plan with another way for the values of 8-bit blocks. */
  public QuantisationPlan withActivations(Activations kind) {
    return new QuantisationPlan(
        bits, kind, calibration, weightScales, rounding, equalisation, biasCorrection, training);
  }

  /** The same plan with another calibration. */
  public QuantisationPlan withCalibration(CalibrationKind kind) {
    return new QuantisationPlan(
        bits, activations, kind, weightScales, rounding, equalisation, biasCorrection, training);
  }

  /** The same plan with another number of scales. */
  public QuantisationPlan withWeightScales(WeightScales scales) {
    return new QuantisationPlan(
        bits, activations, calibration, scales, rounding, equalisation, biasCorrection, training);
  }

  /** The same plan with another rounding. */
  public QuantisationPlan withRounding(RoundingKind kind) {
    return new QuantisationPlan(
        bits, activations, calibration, weightScales, kind, equalisation, biasCorrection, training);
  }

  /**
   * The plan for a network whose weights are random: rounded to the nearest, since learning takes
   * long and changes neither the size of the file nor its kernels.
   */
  public QuantisationPlan untrained() {
    return withBiasCorrection(correctsBiases()).withRounding(RoundingKind.NEAREST);
  }

  /** The same plan, evening out ranges first or not. */
  public QuantisationPlan withEqualisation(boolean wanted) {
    return new QuantisationPlan(
        bits, activations, calibration, weightScales, rounding, wanted, biasCorrection, training);
  }

  /** The same plan, correcting biases or not. */
  public QuantisationPlan withBiasCorrection(boolean wanted) {
    return new QuantisationPlan(
        bits, activations, calibration, weightScales, rounding, equalisation, wanted, training);
  }

  /** The same plan, training with the rounding or not. */
  public QuantisationPlan withTraining(QuantisationTraining kind) {
    return new QuantisationPlan(
        bits, activations, calibration, weightScales, rounding, equalisation, biasCorrection, kind);
  }

  /** Whether the network is trained with the rounding: it is planned, and something is rounded. */
  public boolean trains() {
    return training != QuantisationTraining.NONE && rounds();
  }

  /** Whether weights are rounded by what examples become, and something is rounded. */
  public boolean reconstructs() {
    return rounding != RoundingKind.NEAREST && rounds() && !trains();
  }

  private boolean rounds() {
    return bits.containsValue(8) || bits.containsValue(4);
  }

  /** Whether biases are corrected for rounded weights. */
  public boolean correctsBiases() {
    return biasCorrection && !trains() && !reconstructs();
  }

  /** The same plan without bits of blocks that the network does not have. */
  @Override
  public QuantisationPlan within(Network network) {
    Map<String, Integer> present = new LinkedHashMap<>(bits);
    present.keySet().retainAll(network.blocks());
    return withBits(present);
  }

  /** Bits of a block. */
  public int bits(String block) {
    return bits.getOrDefault(block, 32);
  }

  /** Whether any block has fewer than 32 bits. */
  @Override
  public boolean acts() {
    return bits.values().stream().anyMatch(width -> width < 32);
  }

  /** The same: bits are those of the file, and change neither graph nor shapes. */
  @Override
  public WeightedNetwork sized(WeightedNetwork untrained) {
    return untrained;
  }

  /** Rounding is done by training with it, and by those who write the file. */
  @Override
  public Passes begin(Network network, TechniqueContext context) {
    return Passes.none();
  }

  /** Whether calibration images are looked at. */
  public boolean calibrates() {
    return (bits.containsValue(8) && activations == Activations.STATIC)
        || (correctsBiases() && rounds())
        || reconstructs();
  }

  /**
   * This plan, after a check that it speaks of the network's blocks only.
   *
   * @throws IllegalArgumentException naming a block that the network does not have
   */
  public QuantisationPlan requireFor(Network network) {
    for (String block : bits.keySet()) {
      if (!network.blocks().contains(block)) {
        throw new IllegalArgumentException(
            "bits must be given for blocks of the network, got '%s'; it has %s"
                .formatted(block, network.blocks()));
      }
    }
    return this;
  }
}
