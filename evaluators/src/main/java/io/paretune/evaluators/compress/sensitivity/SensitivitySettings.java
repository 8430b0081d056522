package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.technique.Technique;
import java.util.List;

/**
 * What is tried on each block.
 *
 * @param techniques whose values are tried, in this order
 * @param byLayer whether each convolution and linear layer is looked at alone, in place of blocks;
 *     give no {@link RemovalSpace} then, which would leave out more than that layer
 * @param examples of the validation split that answers are compared on, evenly spread, at least 1
 * @param calibrationImages training images that 8-bit ranges are found on, at least 1
 */
public record SensitivitySettings(
    List<Technique> techniques, boolean byLayer, int examples, int calibrationImages) {

  /** Copies the list and checks the ranges. */
  public SensitivitySettings {
    techniques = List.copyOf(techniques);
    positive("examples", examples);
    positive("calibrationImages", calibrationImages);
  }

  /**
   * 8 and 4 bits, a quarter and a half of the channels, the whole block left out; block by block,
   * on 500 examples.
   */
  public static SensitivitySettings defaults() {
    return new SensitivitySettings(
        List.of(bits(List.of(8, 4)), channels(List.of(0.25, 0.5)), new RemovalSpace()),
        false,
        500,
        128);
  }

  /**
   * Widths to store a block in, each 32, 16, 8 or 4. 8 are static, of weights and values,
   * calibrated by least squared error; 16 and 4 are of the weights alone.
   */
  public static QuantisationSpace bits(List<Integer> widths) {
    return QuantisationSpace.none()
        .withBits(widths)
        .withCalibration(List.of(CalibrationKind.MEAN_SQUARED_ERROR));
  }

  /** Shares of a block's own channels to remove, by L1 norm; widths are not rounded. */
  public static PruningSpace channels(List<Double> ratios) {
    return PruningSpace.none().withRatios(ratios).withMultiple(1);
  }

  /** The same with other techniques. */
  public SensitivitySettings withTechniques(List<Technique> value) {
    return new SensitivitySettings(value, byLayer, examples, calibrationImages);
  }

  /** The same, layer by layer or block by block. */
  public SensitivitySettings withByLayer(boolean value) {
    return new SensitivitySettings(techniques, value, examples, calibrationImages);
  }

  /** The same on more or fewer examples. */
  public SensitivitySettings withExamples(int value) {
    return new SensitivitySettings(techniques, byLayer, value, calibrationImages);
  }

  /** The same with more or fewer images for 8-bit ranges. */
  public SensitivitySettings withCalibrationImages(int value) {
    return new SensitivitySettings(techniques, byLayer, examples, value);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
  }
}
