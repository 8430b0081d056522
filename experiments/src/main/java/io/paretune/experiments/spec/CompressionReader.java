package io.paretune.experiments.spec;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.CalibrationKind;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.compress.quantise.WeightScales;
import io.paretune.hardware.yaml.YamlSection;
import java.util.List;

/**
 * The section {@code compression} of an experiment file: one value is fixed, several are searched.
 */
final class CompressionReader {

  static final String QUANTISATION_TRAINING = "quantisation-training";
  static final List<String> KEYS =
      List.of(
          "bits",
          "activations",
          "calibration",
          "calibration-images",
          "weight-scales",
          "equalisation",
          "bias-correction",
          QUANTISATION_TRAINING,
          "pruning",
          "width-multiple");

  private CompressionReader() {}

  static CompressionSpace read(YamlSection section) {
    return section.made(() -> new CompressionSpace(pruning(section), quantisation(section)));
  }

  private static PruningSpace pruning(YamlSection section) {
    PruningSpace none = PruningSpace.none();
    PruningSpace multiples =
        new PruningSpace(
            none.ratios(), (int) section.whole("width-multiple", 1, 1024, none.multiple()));
    return section.has("pruning")
        ? Several.placed(
            section, "pruning", () -> multiples.withRatios(Several.reals(section, "pruning")))
        : multiples;
  }

  private static QuantisationSpace quantisation(YamlSection section) {
    QuantisationSpace space = QuantisationSpace.none();
    space = with(section, "bits", space, Several::wholes, QuantisationSpace::withBits);
    space =
        with(
            section,
            "activations",
            space,
            constants(Activations.values()),
            QuantisationSpace::withActivations);
    space =
        with(
            section,
            "calibration",
            space,
            constants(CalibrationKind.values()),
            QuantisationSpace::withCalibration);
    space =
        with(
            section,
            "weight-scales",
            space,
            constants(WeightScales.values()),
            QuantisationSpace::withWeightScales);
    space =
        with(section, "equalisation", space, Several::flags, QuantisationSpace::withEqualisation);
    space =
        with(
            section,
            "bias-correction",
            space,
            Several::flags,
            QuantisationSpace::withBiasCorrection);
    return with(
        section,
        QUANTISATION_TRAINING,
        space,
        constants(QuantisationTraining.values()),
        QuantisationSpace::withTraining);
  }

  /** The space with what a key says, if it is there. */
  private static <T> QuantisationSpace with(
      YamlSection section,
      String key,
      QuantisationSpace space,
      Reading<T> reading,
      Change<T> change) {
    return section.has(key)
        ? Several.placed(section, key, () -> change.apply(space, reading.read(section, key)))
        : space;
  }

  /** Reads the values of a key. */
  private interface Reading<T> {
    List<T> read(YamlSection section, String key);
  }

  /** Puts values into a space. */
  private interface Change<T> {
    QuantisationSpace apply(QuantisationSpace space, List<T> values);
  }

  private static <E extends Enum<E>> Reading<E> constants(E[] all) {
    return (section, key) -> Several.constants(section, key, all);
  }
}
