package io.paretune.hardware.profile;

import java.time.Duration;

/** Writes a profile as the YAML that {@link ProfileReader} reads; without the agent. */
final class ProfileWriter {
  private final StringBuilder text = new StringBuilder();

  private ProfileWriter() {}

  static String write(HardwareProfile profile) {
    ProfileWriter writer = new ProfileWriter();
    writer.line("name", profile.name());
    writer.line("description", quoted(profile.description()));
    writer.line("device", profile.device().text());
    writer.line("runtime", profile.runtime().text());
    writer.line("threads", profile.threads().text());
    writer.line("batch", profile.batch());
    writer.line("pin", profile.pin().text());
    profile.input().ifPresent(size -> writer.line("input", size.text()));
    Protocol protocol = profile.protocol();
    writer.text.append("protocol:\n");
    writer.line("  warm-up-minimum", protocol.warmUpMinimum());
    writer.line("  warm-up-maximum", protocol.warmUpMaximum());
    writer.line("  target-half-width", protocol.targetHalfWidth());
    writer.line("  minimum-repeats", protocol.minimumRepeats());
    writer.line("  maximum-repeats", protocol.maximumRepeats());
    writer.line("  time-budget-ms", millis(protocol.timeBudget()));
    writer.line("  maximum-drift", protocol.maximumDrift());
    writer.line("  maximum-foreign-load", protocol.maximumForeignLoad());
    writer.line("  attempts", protocol.attempts());
    writer.line("  back-off-ms", millis(protocol.backOff()));
    return writer.text.toString();
  }

  private void line(String key, Object value) {
    text.append(key).append(": ").append(value).append('\n');
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }

  /** YAML's double-quoted form, in ASCII. */
  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value
        .chars()
        .forEach(
            c -> {
              if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
                quoted.append((char) c);
              } else {
                quoted.append(String.format("\\u%04x", c));
              }
            });
    return quoted.append('"').toString();
  }
}
