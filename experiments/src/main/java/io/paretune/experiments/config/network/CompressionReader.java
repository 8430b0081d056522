package io.paretune.experiments.config.network;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningKind;
import io.paretune.evaluators.compress.prune.PruningScope;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.compress.quantise.RoundingKind;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.spi.TechniqueProvider;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.plugin.YamlSettings;
import io.paretune.hardware.plugin.Registry;
import io.paretune.hardware.yaml.YamlSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The section {@code compression} of an experiment file: one value is fixed, several are searched.
 */
final class CompressionReader {

  private static final String QUANTISATION_TRAINING = "quantisation-training";
  private static final String STEPS = "pruning-steps";
  private static final Map<String, String> EPOCHS_KEYS =
      Map.of("pruning", STEPS, "quantisation", QUANTISATION_TRAINING);

  private CompressionReader() {}

  /** The section of an experiment file, if it has one. */
  static Optional<YamlSection> section(YamlSection root) {
    List<String> keys = new ArrayList<>(Plugins.SHIPPED_COMPRESSION);
    keys.addAll(techniques().names());
    return root.section("compression", keys);
  }

  private static Registry<TechniqueProvider> techniques() {
    return Plugins.installed().techniques();
  }

  static CompressionSpace read(YamlSection section) {
    List<Technique> techniques = new ArrayList<>(List.of(pruning(section), quantisation(section)));
    if (section.flag("block-removal", false)) {
      techniques.add(new RemovalSpace());
    }
    for (String name : techniques().names()) {
      TechniqueProvider provider = techniques().named(name);
      section
          .section(name, provider.keys())
          .ifPresent(own -> techniques.add(own.made(() -> provider.read(new YamlSettings(own)))));
    }
    return section.made(() -> new CompressionSpace(techniques));
  }

  /** The key that says how a technique spends epochs. */
  static String epochsKey(Technique technique) {
    return EPOCHS_KEYS.getOrDefault(technique.name(), technique.name());
  }

  private static PruningSpace pruning(YamlSection section) {
    PruningSpace space = PruningSpace.none();
    space =
        space
            .withMultiple((int) section.whole("width-multiple", 1, 1024, space.multiple()))
            .withByBlock(
                section.name("pruning-by", List.of("network", "group"), "network").equals("group"));
    space =
        with(
            section,
            "pruning-scope",
            space,
            constants(PruningScope.values()),
            PruningSpace::withScopes);
    space =
        with(
            section,
            "pruning-kind",
            space,
            (at, key) ->
                OneOrMany.texts(at, key, PruningKind.labels()).stream()
                    .map(PruningKind::labelled)
                    .toList(),
            PruningSpace::withKinds);
    space = with(section, "pruning", space, OneOrMany::reals, PruningSpace::withRatios);
    space =
        with(
            section,
            "pruning-criterion",
            space,
            constants(PruningCriterion.values()),
            PruningSpace::withCriteria);
    return with(section, STEPS, space, OneOrMany::wholes, PruningSpace::withSteps);
  }

  private static QuantisationSpace quantisation(YamlSection section) {
    QuantisationSpace space = QuantisationSpace.none();
    space = with(section, "bits", space, OneOrMany::wholes, QuantisationSpace::withBits);
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
        with(
            section,
            "rounding",
            space,
            constants(RoundingKind.values()),
            QuantisationSpace::withRounding);
    space =
        with(section, "equalisation", space, OneOrMany::flags, QuantisationSpace::withEqualisation);
    space =
        with(
            section,
            "bias-correction",
            space,
            OneOrMany::flags,
            QuantisationSpace::withBiasCorrection);
    return with(
        section,
        QUANTISATION_TRAINING,
        space,
        constants(QuantisationTraining.values()),
        QuantisationSpace::withTraining);
  }

  /** The space with what a key says, if it is there. */
  private static <S, T> S with(
      YamlSection section, String key, S space, Reading<T> reading, Change<S, T> change) {
    return section.has(key)
        ? OneOrMany.placed(section, key, () -> change.apply(space, reading.read(section, key)))
        : space;
  }

  /** Reads the values of a key. */
  private interface Reading<T> {
    List<T> read(YamlSection section, String key);
  }

  /** Puts values into a space. */
  private interface Change<S, T> {
    S apply(S space, List<T> values);
  }

  private static <E extends Enum<E>> Reading<E> constants(E[] all) {
    return (section, key) -> OneOrMany.constants(section, key, all);
  }
}
