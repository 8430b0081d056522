package io.paretune.experiments.page.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.experiments.page.follow.WorkerLanes;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.results.report.RunFiles;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a run as its report has them: what the page asks its server for, asked beforehand.
 */
public final class ReportFiles implements RunFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ReportFiles.class);

  private final String path;
  private final Optional<RunDirectory> run;
  private final MemberFiles files = new MemberFiles();

  /**
   * Of a run.
   *
   * @param path as it was given
   * @param run its directory; empty of a study made from Java
   */
  public ReportFiles(String path, Optional<RunDirectory> run) {
    this.path = path;
    this.run = run;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public void describe(Trial trial, ObjectNode shown, boolean whole) {
    if (run.isEmpty()) {
      return;
    }
    MemberFiles.name(trial, path, shown);
    if (whole) {
      put(shown, "layers", () -> files.layers(run, trial));
      put(shown, "timing", () -> files.timing(run, trial));
    }
  }

  /** Files that are gone, or not of a kind that is drawn, leave their part out. */
  private static void put(ObjectNode shown, String name, MemberFiles.Look look) {
    try {
      shown.set(name, look.found());
    } catch (PageRefusedException | IOException | RuntimeException absent) {
      LOG.debug("no {} in the report", name, absent);
    }
  }

  @Override
  public ObjectNode robustness() {
    try {
      return MemberFiles.robustness(run);
    } catch (IOException unreadable) {
      LOG.debug("no robustness in the report", unreadable);
      return JsonNodeFactory.instance.objectNode();
    }
  }

  @Override
  public ObjectNode workers() {
    try {
      return run.isPresent() ? WorkerLanes.of(run.get()) : JsonNodeFactory.instance.objectNode();
    } catch (IOException unreadable) {
      LOG.debug("no workers in the report", unreadable);
      return JsonNodeFactory.instance.objectNode();
    }
  }
}
