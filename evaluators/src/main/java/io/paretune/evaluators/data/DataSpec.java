package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.NamedFiles;
import java.util.Optional;

/**
 * Which data, and how it is divided.
 *
 * @param source the name of an embedded data set, a path to a file or directory, or, with {@code
 *     files}, a name for messages
 * @param files files that are named one by one, in place of a source
 * @param labelColumn the column to predict, for a table; empty otherwise
 * @param imageSide the side in pixels to which the images of a directory are scaled, or 0 to keep
 *     their common size
 * @param validationFraction the share of the training set that becomes the validation split where
 *     the source has none of its own, in (0, 1)
 * @param testFraction the share that becomes the test split where the source has none of its own,
 *     in (0, 1)
 * @param splitSeed the seed of the division, which is stratified by class
 * @param preprocessing the preprocessing, or empty to measure it on the train split
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record DataSpec(
    String source,
    Optional<NamedFiles> files,
    String labelColumn,
    int imageSide,
    double validationFraction,
    double testFraction,
    long splitSeed,
    Optional<Preprocessing> preprocessing) {
  public DataSpec {
    if (source.isBlank()) {
      throw new IllegalArgumentException(
          "a data set must have a name or a path, got '" + source + "'");
    }
    if (imageSide < 0 || imageSide > 4096) {
      throw new IllegalArgumentException(
          "imageSide must be 0 (as stored) to 4096 pixels, got " + imageSide);
    }
    checkFraction("validationFraction", validationFraction);
    checkFraction("testFraction", testFraction);
  }

  private static void checkFraction(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s must lie strictly between 0 and 1, got %s".formatted(name, value));
    }
  }

  /**
   * The named data set or path, divided in the default way: 20 % validation, 20 % test where
   * needed, seed 0.
   */
  public static DataSpec of(String source) {
    return new DataSpec(source, Optional.empty(), "", 0, 0.2, 0.2, 0, Optional.empty());
  }

  /** Files named one by one, divided as {@link #of(String)} does where a part is missing. */
  public static DataSpec of(String name, NamedFiles files) {
    return new DataSpec(name, Optional.of(files), "", 0, 0.2, 0.2, 0, Optional.empty());
  }

  /** This, with the label column of a table. */
  public DataSpec withLabelColumn(String column) {
    return new DataSpec(
        source,
        files,
        column,
        imageSide,
        validationFraction,
        testFraction,
        splitSeed,
        preprocessing);
  }

  /** This, with images scaled to squares of this side. */
  public DataSpec withImageSide(int side) {
    return new DataSpec(
        source,
        files,
        labelColumn,
        side,
        validationFraction,
        testFraction,
        splitSeed,
        preprocessing);
  }

  /** This, with other shares for validation and test. */
  public DataSpec withFractions(double validation, double test) {
    return new DataSpec(
        source, files, labelColumn, imageSide, validation, test, splitSeed, preprocessing);
  }

  /** This, divided by another seed. */
  public DataSpec withSplitSeed(long seed) {
    return new DataSpec(
        source,
        files,
        labelColumn,
        imageSide,
        validationFraction,
        testFraction,
        seed,
        preprocessing);
  }

  /** This, with the preprocessing given instead of measured. */
  public DataSpec withPreprocessing(Preprocessing given) {
    return new DataSpec(
        source,
        files,
        labelColumn,
        imageSide,
        validationFraction,
        testFraction,
        splitSeed,
        Optional.of(given));
  }
}
