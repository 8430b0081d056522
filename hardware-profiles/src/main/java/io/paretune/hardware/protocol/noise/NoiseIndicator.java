package io.paretune.hardware.protocol.noise;

import java.util.Arrays;
import java.util.Locale;

/** A sign that something disturbed a measurement. */
public enum NoiseIndicator {
  /** Load of other processes, in cores. */
  FOREIGN_LOAD("other processes used %.2f cores"),
  /**
   * Load of this process's threads that do not measure, in cores; only where one thread measures.
   */
  OWN_OTHER_LOAD("other threads of this process used %.2f cores"),
  /** Time waited for a core, as a fraction of the time that passed. */
  WAITED("waited for a core %.3f of the time"),
  /**
   * Time in which the measuring thread did not run, as a fraction; only where one thread measures.
   */
  OFF_CORE("not running %.3f of the time"),
  /** Switches against the measuring threads' will, for each second and thread. */
  SWITCHED("switched out against its will %.0f times a second"),
  /** Switches against the measuring threads' will, all together; recorded, judged as a rate. */
  SWITCHES("switched out against its will %.0f times"),
  /** Time that the hypervisor took away, in cores. */
  STOLEN("the hypervisor took %.2f cores away"),
  /**
   * Garbage collections; recorded, never a reason by itself: they hit single runs, not the median.
   */
  COLLECTIONS("%.0f garbage collections"),
  /**
   * The slower of the GPU's clocks before and after, in MHz; recorded, never a reason by itself.
   */
  GPU_CLOCK("the GPU ran at %.0f MHz");

  private final String text;

  NoiseIndicator(String text) {
    this.text = text;
  }

  /** The name in files: lower-case words joined by hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The sign of this label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static NoiseIndicator labelled(String label) {
    return Arrays.stream(values())
        .filter(sign -> sign.label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no sign of noise is called '" + label + "'"));
  }

  String describe(double value) {
    return String.format(Locale.ROOT, text, value);
  }
}
