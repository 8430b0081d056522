package io.paretune.evaluators.family;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.hardware.yaml.Nearest;
import java.util.List;
import java.util.Locale;

/** The names of activations in experiment files, from the cheapest to the dearest. */
final class Activations {

  private static final List<ActivationKind> KNOWN =
      List.of(
          ActivationKind.RELU,
          ActivationKind.RELU6,
          ActivationKind.HARD_SWISH,
          ActivationKind.SILU,
          ActivationKind.TANH);

  private Activations() {}

  static List<String> names() {
    return KNOWN.stream().map(Activations::label).toList();
  }

  static ActivationKind named(String name) {
    return KNOWN.stream()
        .filter(kind -> label(kind).equals(name))
        .findFirst()
        .orElseThrow(() -> Nearest.unknown("activation", name, names()));
  }

  private static String label(ActivationKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
