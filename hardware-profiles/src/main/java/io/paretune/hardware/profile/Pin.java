package io.paretune.hardware.profile;

import io.paretune.hardware.yaml.Nearest;
import java.util.Arrays;
import java.util.List;

/** Whether the threads that measure are bound to cores. */
public enum Pin {
  /** Where the operating system allows it. */
  AUTO("auto"),
  /** Never. */
  NONE("none");

  private final String text;

  Pin(String text) {
    this.text = text;
  }

  /** The form that a profile's YAML holds. */
  public String text() {
    return text;
  }

  /**
   * Reads {@code auto} or {@code none}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Pin parse(String text) {
    List<String> names = Arrays.stream(values()).map(Pin::text).toList();
    return Arrays.stream(values())
        .filter(pin -> pin.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pin must be one of "
                        + names
                        + ", got '"
                        + text
                        + "'"
                        + Nearest.hint(text, names)));
  }
}
