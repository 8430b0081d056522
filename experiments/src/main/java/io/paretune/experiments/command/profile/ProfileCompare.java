package io.paretune.experiments.command.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.hardware.measure.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune profile compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Compares two measurements (JSON files of 'profile measure') or two profiles.")
public final class ProfileCompare implements Callable<Integer> {

  private static final int NARROWEST = 12;
  private static final int WIDEST = 44;

  @Option(names = "--format", paramLabel = "text|json", description = "default text")
  private ProfileFormat format = ProfileFormat.TEXT;

  @Parameters(index = "0", paramLabel = "A", description = "a measurement, or a profile")
  private String a = "";

  @Parameters(index = "1", paramLabel = "B", description = "another of the same kind")
  private String b = "";

  @Override
  public Integer call() {
    boolean measured = a.endsWith(".json");
    if (measured != b.endsWith(".json")) {
      throw new UsageException(
          "A and B must both be measurements (.json) or both profiles, got " + a + " and " + b);
    }
    Comparison comparison =
        measured
            ? UsageException.orRefuse(() -> Comparison.ofJson(a, read(a), b, read(b)))
            : Comparison.of(ProfileCommand.profile(a), ProfileCommand.profile(b));
    System.out.print(format == ProfileFormat.JSON ? json(comparison) : text(comparison));
    System.out.flush();
    return 0;
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("there is no readable file " + file, unreadable);
    }
  }

  private static String json(Comparison comparison) {
    try {
      return new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(comparison.rows())
          + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("rows can always be written", impossible);
    }
  }

  private String text(Comparison comparison) {
    int what = NARROWEST;
    int left = NARROWEST;
    int right = NARROWEST;
    for (Comparison.Row row : comparison.rows()) {
      what = Math.max(what, row.what().length());
      left = Math.max(left, Math.min(WIDEST, row.a().length()));
      right = Math.max(right, Math.min(WIDEST, row.b().length()));
    }
    String form = "%-" + what + "s  %-" + left + "s  %-" + right + "s  %s";
    StringBuilder text = new StringBuilder();
    text.append(line(form, "", "A: " + a, "B: " + b, ""));
    comparison
        .rows()
        .forEach(row -> text.append(line(form, row.what(), row.a(), row.b(), row.verdict())));
    return text.toString();
  }

  private static String line(String form, Object... cells) {
    return String.format(Locale.ROOT, form, cells).stripTrailing() + System.lineSeparator();
  }
}
