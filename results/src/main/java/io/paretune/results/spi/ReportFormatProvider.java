package io.paretune.results.spi;

import io.paretune.results.report.ReportFormat;
import io.paretune.search.spi.Provider;

/** A further file of a run's report; {@code --format} asks for it by the end of its name. */
public interface ReportFormatProvider extends Provider {

  /** The file's name, for instance {@code front.tex}; that of a shipped file replaces it. */
  String fileName();

  /** Writes the file. */
  ReportFormat format();
}
