package io.paretune.hardware.measure;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One figure, or why there is none.
 *
 * @param value in the unit; empty if it is not available
 * @param unit for instance {@code ms} or {@code bytes}
 * @param note how far the value is to be trusted, or why there is none
 */
public record Reading(OptionalDouble value, String unit, String note) {
  static final String NOT_AVAILABLE = "not available";

  public Reading {
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException("a reading must be finite, got " + value.getAsDouble());
    }
    if (value.isEmpty() && note.isEmpty()) {
      throw new IllegalArgumentException("a reading that is not available needs a reason");
    }
  }

  /** The value with its unit, for people; {@code not available} if there is none. */
  public String text() {
    return value.isPresent() ? text(value.getAsDouble(), unit) : NOT_AVAILABLE;
  }

  static String text(double value, String unit) {
    String format = value >= 10_000 ? "%.0f" : value >= 1 ? "%.2f" : "%.3g";
    return String.format(Locale.ROOT, format, value) + " " + unit;
  }

  static Reading of(double value, String unit, String note) {
    return new Reading(OptionalDouble.of(value), unit, note);
  }

  static Reading unavailable(String unit, String reason) {
    return new Reading(OptionalDouble.empty(), unit, reason);
  }
}
