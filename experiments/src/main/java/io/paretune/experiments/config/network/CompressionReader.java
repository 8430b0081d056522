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

  private static final List<Key<PruningSpace, ?>> PRUNING =
      List.of(
          new Key<>("pruning-scope", constants(PruningScope.values()), PruningSpace::withScopes),
          new Key<>("pruning-kind", CompressionReader::kinds, PruningSpace::withKinds),
          new Key<>("pruning", OneOrMany::reals, PruningSpace::withRatios),
          new Key<>(PruningSpace.EMBEDDING, OneOrMany::reals, PruningSpace::withEmbeddings),
          new Key<>(
              "pruning-criterion",
              constants(PruningCriterion.values()),
              PruningSpace::withCriteria),
          new Key<>(STEPS, OneOrMany::wholes, PruningSpace::withSteps));

  private static final List<Key<QuantisationSpace, ?>> QUANTISATION =
      List.of(
          new Key<>("bits", OneOrMany::wholes, QuantisationSpace::withBits),
          new Key<>(
              "activations", constants(Activations.values()), QuantisationSpace::withActivations),
          new Key<>(
              "calibration",
              constants(CalibrationKind.values()),
              QuantisationSpace::withCalibration),
          new Key<>(
              "weight-scales",
              constants(WeightScales.values()),
              QuantisationSpace::withWeightScales),
          new Key<>("rounding", constants(RoundingKind.values()), QuantisationSpace::withRounding),
          new Key<>("equalisation", OneOrMany::flags, QuantisationSpace::withEqualisation),
          new Key<>("bias-correction", OneOrMany::flags, QuantisationSpace::withBiasCorrection),
          new Key<>(
              QUANTISATION_TRAINING,
              constants(QuantisationTraining.values()),
              QuantisationSpace::withTraining));

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
    List<Technique> techniques =
        new ArrayList<>(
            List.of(pruning(section), with(section, QUANTISATION, QuantisationSpace.none())));
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
    return with(
        section,
        PRUNING,
        space
            .withMultiple((int) section.whole("width-multiple", 1, 1024, space.multiple()))
            .withByBlock(
                section
                    .name("pruning-by", List.of("network", "group"), "network")
                    .equals("group")));
  }

  private static <S> S with(YamlSection section, List<Key<S, ?>> keys, S space) {
    S filled = space;
    for (Key<S, ?> key : keys) {
      filled = key.into(filled, section);
    }
    return filled;
  }

  /** One value or several, which a space is given where the section has the key. */
  private record Key<S, T>(String name, Reading<T> reading, Change<S, T> change) {
    S into(S space, YamlSection section) {
      if (!section.has(name)) {
        return space;
      }
      // what reads values says their place itself
      List<T> values = reading.read(section, name);
      return OneOrMany.placed(section, name, () -> change.apply(space, values));
    }
  }

  /** Reads the values of a key. */
  private interface Reading<T> {
    List<T> read(YamlSection section, String key);
  }

  /** Puts values into a space. */
  private interface Change<S, T> {
    S apply(S space, List<T> values);
  }

  private static List<PruningKind> kinds(YamlSection section, String key) {
    return OneOrMany.texts(section, key, PruningKind.labels()).stream()
        .map(PruningKind::labelled)
        .toList();
  }

  private static <E extends Enum<E>> Reading<E> constants(E[] all) {
    return (section, key) -> OneOrMany.constants(section, key, all);
  }
}
