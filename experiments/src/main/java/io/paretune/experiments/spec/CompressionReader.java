package io.paretune.experiments.spec;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.quantise.CalibrationKind;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.hardware.yaml.YamlSection;
import java.util.List;

/**
 * The section {@code compression} of an experiment file: one value is fixed, several are searched.
 */
final class CompressionReader {

  static final List<String> KEYS =
      List.of("bits", "pruning", "width-multiple", "calibration", "calibration-images");

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
    if (section.has("calibration")) {
      QuantisationSpace before = space;
      List<CalibrationKind> kinds =
          Several.words(section, "calibration").stream()
              .map(
                  label ->
                      Several.placed(section, "calibration", () -> CalibrationKind.labelled(label)))
              .toList();
      space = Several.placed(section, "calibration", () -> before.withCalibration(kinds));
    }
    if (section.has("bits")) {
      QuantisationSpace before = space;
      space =
          Several.placed(section, "bits", () -> before.withBits(Several.wholes(section, "bits")));
    }
    return space;
  }
}
