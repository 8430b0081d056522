package io.paretune.evaluators.compress.sensitivity;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What is tried on each block.
 *
 * @param bits widths to store it in, each 32, 16, 8 or 4
 * @param ratios fractions of its own channels to remove, each over 0 and under 1
 * @param multiple pruned widths are rounded to a multiple of this; 1 keeps to the ratios
 * @param byLayer whether each convolution and linear layer is looked at alone, in place of blocks;
 *     none is then left out whole
 * @param examples of the validation split that answers are compared on, evenly spread, at least 1
 * @param calibrationImages training images that 8-bit ranges are found on, at least 1
 */
public record SensitivitySettings(
    List<Integer> bits,
    List<Double> ratios,
    int multiple,
    boolean byLayer,
    int examples,
    int calibrationImages) {

  /** Copies the lists and checks the ranges. */
  public SensitivitySettings {
    bits = distinct("bits", bits);
    ratios = distinct("pruning", ratios);
    positive("multiple", multiple);
    positive("examples", examples);
    positive("calibrationImages", calibrationImages);
    bits.forEach(Change.Bits::new);
    ratios.forEach(ratio -> new Change.Channels(ratio, multiple));
  }

  /** 8 and 4 bits, a quarter and a half of the channels, block by block, on 500 examples. */
  public static SensitivitySettings defaults() {
    return new SensitivitySettings(List.of(8, 4), List.of(0.25, 0.5), 1, false, 500, 128);
  }

  /** The same with other widths of bits. */
  public SensitivitySettings withBits(List<Integer> value) {
    return new SensitivitySettings(value, ratios, multiple, byLayer, examples, calibrationImages);
  }

  /** The same with other ratios. */
  public SensitivitySettings withRatios(List<Double> value) {
    return new SensitivitySettings(bits, value, multiple, byLayer, examples, calibrationImages);
  }

  /** The same with pruned widths of other multiples. */
  public SensitivitySettings withMultiple(int value) {
    return new SensitivitySettings(bits, ratios, value, byLayer, examples, calibrationImages);
  }

  /** The same, layer by layer or block by block. */
  public SensitivitySettings withByLayer(boolean value) {
    return new SensitivitySettings(bits, ratios, multiple, value, examples, calibrationImages);
  }

  /** The same on more or fewer examples. */
  public SensitivitySettings withExamples(int value) {
    return new SensitivitySettings(bits, ratios, multiple, byLayer, value, calibrationImages);
  }

  /** The same with more or fewer images for 8-bit ranges. */
  public SensitivitySettings withCalibrationImages(int value) {
    return new SensitivitySettings(bits, ratios, multiple, byLayer, examples, value);
  }

  /** The changes in the order in which they are tried. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    bits.forEach(width -> changes.add(new Change.Bits(width)));
    ratios.forEach(ratio -> changes.add(new Change.Channels(ratio, multiple)));
    if (!byLayer) {
      changes.add(new Change.Removal());
    }
    return changes;
  }

  private static <T> List<T> distinct(String name, List<T> values) {
    if (new LinkedHashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException(name + " must hold no value twice, got " + values);
    }
    return List.copyOf(values);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
  }
}
