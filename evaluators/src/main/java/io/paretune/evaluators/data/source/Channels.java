package io.paretune.evaluators.data.source;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The channels of images. */
public enum Channels {
  /** One if all are grey, else three. */
  AS_STORED,
  /** One: the luma of colours. */
  GREY,
  /** Three: greys three times. */
  RGB;

  /** The names in experiment files. */
  public static List<String> names() {
    return Arrays.stream(values())
        .filter(channels -> channels != AS_STORED)
        .map(channels -> channels.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /** How many these are, where that is said. */
  public Optional<Integer> number() {
    return switch (this) {
      case AS_STORED -> Optional.empty();
      case GREY -> Optional.of(1);
      case RGB -> Optional.of(3);
    };
  }
}
