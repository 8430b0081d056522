package io.paretune.evaluators.family;

import io.paretune.hardware.yaml.Nearest;
import java.util.Collection;

/** What an unknown name is answered with. */
final class NearestName {

  private NearestName() {}

  /** An exception that says what is unknown, what exists and which is nearest. */
  static IllegalArgumentException unknown(String what, String name, Collection<String> known) {
    return new IllegalArgumentException(
        "no %s '%s'%s (there are: %s)"
            .formatted(
                what,
                name,
                Nearest.hint(name, known),
                String.join(", ", known.stream().sorted().toList())));
  }
}
