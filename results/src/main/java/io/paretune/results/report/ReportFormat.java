package io.paretune.results.report;

import io.paretune.results.summary.StudySummary;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a study in one form, as one file; text in UTF-8. Without state. */
@FunctionalInterface
public interface ReportFormat {

  /**
   * Writes all of it.
   *
   * @param study what to write
   * @param out where to; left open
   */
  void write(StudySummary study, OutputStream out) throws IOException;
}
