package io.paretune.results.report;

import io.paretune.results.picture.FrontPicture;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.summary.StudySummary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a study as files, each in its {@link ReportFormat}. Immutable.
 *
 * <p>Formats are asked for by the end of the file's name: {@code csv} gives both {@code front.csv}
 * and {@code trials.csv}. To add one, give it a file name:
 *
 * <pre>{@code
 * ParetoReport.standard()
 *     .with("front.tex", (study, out) -> out.write(latex(study.front())))
 *     .write(StudySummary.of(log.definition(), log.trials(), attributes), directory, List.of("tex"));
 * }</pre>
 */
public final class ParetoReport {

  private final Map<String, ReportFormat> files;

  private ParetoReport(Map<String, ReportFormat> files) {
    this.files = files;
  }

  /**
   * {@code report.html}, {@code front.csv}, {@code trials.csv}, {@code report.json}, {@code
   * front.md} and {@code front.png}, of a study of which nothing lies beside its database.
   */
  public static ParetoReport standard() {
    return standard(RunFiles.NONE);
  }

  /** The same files of a run, whose networks are shown, too. */
  public static ParetoReport standard(RunFiles run) {
    Map<String, ReportFormat> files = new LinkedHashMap<>();
    files.put("report.html", (study, out) -> ReportPage.write(study, run, out));
    files.put("front.csv", Csv::front);
    files.put("trials.csv", Csv::trials);
    files.put("report.json", Json::write);
    files.put("front.md", Markdown::write);
    files.put("front.png", FrontPicture::write);
    return new ParetoReport(files);
  }

  /** This report with one more file, or with another format for a file that it has. */
  public ParetoReport with(String fileName, ReportFormat format) {
    if (!fileName.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.[a-z0-9]+")) {
      throw new IllegalArgumentException(
          "a report's file needs a plain name with an ending, like 'front.tex', got '"
              + fileName
              + "'");
    }
    Map<String, ReportFormat> more = new LinkedHashMap<>(files);
    more.put(fileName, format);
    return new ParetoReport(more);
  }

  /** The formats that can be asked for. */
  public Set<String> formats() {
    Set<String> endings = new LinkedHashSet<>();
    files.keySet().forEach(name -> endings.add(ending(name)));
    return endings;
  }

  private static String ending(String fileName) {
    return fileName.substring(fileName.lastIndexOf('.') + 1);
  }

  /**
   * Writes the files of some formats; each appears whole or not at all.
   *
   * @param directory made if absent
   * @param formats some of {@link #formats}
   * @return the files written
   * @throws IllegalArgumentException if a format is unknown; nothing is written
   * @throws StoreException if a file cannot be written
   */
  public List<Path> write(StudySummary study, Path directory, Collection<String> formats) {
    for (String format : formats) {
      if (!formats().contains(format)) {
        throw new IllegalArgumentException(
            "a report's format must be one of " + formats() + ", got '" + format + "'");
      }
    }
    List<Path> written = new ArrayList<>();
    files.forEach(
        (name, format) -> {
          if (formats.contains(ending(name))) {
            Path file = directory.resolve(name);
            write(study, file, format);
            written.add(file);
          }
        });
    return List.copyOf(written);
  }

  private static void write(StudySummary study, Path file, ReportFormat format) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (OutputStream out = Files.newOutputStream(unfinished)) {
        format.write(study, out);
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new StoreException(
          "cannot write " + file + ": " + StoreException.reason(failed), failed);
    }
  }
}
