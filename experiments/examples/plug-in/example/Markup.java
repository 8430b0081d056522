package example;

import io.paretune.results.report.ReportFormat;
import io.paretune.results.spi.ReportFormatProvider;
import io.paretune.search.spi.Provider;
import java.nio.charset.StandardCharsets;

/** {@code report DIR --format adoc}: the front as a list. */
public final class Markup implements ReportFormatProvider {

  @Override
  public int api() {
    return Provider.API;
  }

  @Override
  public String name() {
    return "asciidoc";
  }

  @Override
  public String fileName() {
    return "front.adoc";
  }

  @Override
  public ReportFormat format() {
    return (study, out) -> {
      StringBuilder text = new StringBuilder("= Front\n\n");
      study
          .front()
          .forEach(
              trial ->
                  text.append("* trial ")
                      .append(trial.number())
                      .append(": ")
                      .append(trial.measurement().orElseThrow().metrics())
                      .append('\n'));
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    };
  }
}
