package io.paretune.hardware.profile.catalogue;

import io.paretune.hardware.profile.HardwareProfile;

/**
 * Writes a profile as the YAML that {@link ProfileReader} reads, for whoever measures; without the
 * agent and the price, which are the business of whoever asks.
 */
final class ProfileWriter {
  private final StringBuilder text = new StringBuilder();

  private ProfileWriter() {}

  static String write(HardwareProfile profile) {
    ProfileWriter writer = new ProfileWriter();
    writer.line("name", profile.name());
    writer.line("description", quoted(profile.description()));
    writer.line("device", profile.device().text());
    writer.line("runtime", profile.target().runtime());
    writer.line("threads", profile.threads().text());
    writer.line("batch", profile.batch());
    writer.line("pin", profile.pin().text());
    profile.input().ifPresent(size -> writer.line("input", size.text()));
    writer.text.append("protocol:\n");
    profile.protocol().toMap().forEach((key, value) -> writer.line("  " + key, value));
    return writer.text.toString();
  }

  private void line(String key, Object value) {
    text.append(key).append(": ").append(value).append('\n');
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
