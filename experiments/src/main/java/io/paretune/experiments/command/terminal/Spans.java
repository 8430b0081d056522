package io.paretune.experiments.command.terminal;

import io.paretune.hardware.yaml.YamlSection;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Spans of time as people write and read them. */
public final class Spans implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    return YamlSection.spanOfTime(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not a span of time like 90s, 30m or 2h"));
  }

  /** For instance {@code 1:05} or {@code 2:00:00}. */
  public static String text(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
