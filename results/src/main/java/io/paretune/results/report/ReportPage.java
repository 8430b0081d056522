package io.paretune.results.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.results.live.ColumnRequest;
import io.paretune.results.live.HypervolumeHistory;
import io.paretune.results.live.TrialTable;
import io.paretune.results.page.Site;
import io.paretune.results.page.StudyJson;
import io.paretune.results.summary.Inheritance;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * The live page with a study in it, as one file that is handed on: the same modules ({@link Site}),
 * which find in the file what they would ask a server for. It loads nothing, and its content
 * security policy forbids it to; only scripts that carry its nonce run.
 *
 * <p>Answers are compressed (gzip, Base64); {@code kept.js} unpacks them. Of many trials, {@value
 * #MOST_WHOLE} are told whole, members of the front first; the others by their columns.
 */
final class ReportPage {

  /** Trials of which provenance and learning curves are told. */
  static final int MOST_WHOLE = 500;

  /** Members of the front whose files are opened for their layers and timed runs. */
  private static final int MOST_OPENED = 50;

  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+)}}");
  private static final String STUDY = "/api/studies/0";
  private static final String PREFIX = "paretune/";

  private final StudySummary study;
  private final RunFiles files;
  private final TrialTable table;

  private ReportPage(StudySummary study, RunFiles files) {
    this.study = study;
    this.files = files;
    this.table = new TrialTable(study.definition());
    table.here(study.attributes().getOrDefault(Measurement.MACHINE, ""));
    table.put(study.trials());
  }

  static void write(StudySummary study, RunFiles files, OutputStream out) throws IOException {
    // takes longer than all the rest: this thread helps once it has done that
    Thread beside = new Thread(study::importance, "importance");
    beside.setDaemon(true);
    beside.start();
    out.write(new ReportPage(study, files).page().getBytes(StandardCharsets.UTF_8));
  }

  private String page() {
    StringBuilder kept = new StringBuilder();
    answers().forEach((path, content) -> kept.append(kept(path, content)));
    String charts = Site.asset(Site.CHARTS).orElseThrow().text();
    kept.append(kept("/site/" + Site.CHARTS, charts.getBytes(StandardCharsets.UTF_8)));
    String front = FrontTable.of(study).text();
    kept.append(kept(STUDY + "/importance", bytes(importance()))); // last: see write
    Map<String, String> slots = new LinkedHashMap<>();
    slots.put("title", escaped(study.definition().name()));
    slots.put("style", Site.asset("style.css").orElseThrow().text());
    slots.put("table", escaped(front));
    slots.put("notice", charts.substring(0, charts.indexOf("*/") + 2));
    slots.put("modules", importMap());
    slots.put("nonce", nonce(kept));
    slots.put("kept", kept.toString());
    Matcher slot = SLOT.matcher(Site.asset("report.html").orElseThrow().text());
    StringBuilder page = new StringBuilder();
    while (slot.find()) {
      String text = Optional.ofNullable(slots.get(slot.group(1))).orElseThrow();
      slot.appendReplacement(page, Matcher.quoteReplacement(text));
    }
    return slot.appendTail(page).toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** The modules by names that do not depend on where the file lies. */
  private static String importMap() {
    ObjectNode imports = JsonNodeFactory.instance.objectNode();
    Site.modules("main.js")
        .forEach(
            (name, text) -> {
              byte[] code =
                  text.replace("from './", "from '" + PREFIX).getBytes(StandardCharsets.UTF_8);
              imports.put(
                  PREFIX + name,
                  "data:text/javascript;base64," + Base64.getEncoder().encodeToString(code));
            });
    return JsonNodeFactory.instance.objectNode().set("imports", imports).toString();
  }

  /** By content: the same study gives the same file. */
  private static String nonce(CharSequence content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(content.toString().getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private static String kept(String path, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(content);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory cannot fail", impossible);
    }
    return "<script type=\"text/plain\" class=\"kept\" data-path=\"%s\">%s</script>%n"
        .formatted(path, Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }

  /** What the page asks for, by path; but for the importance. */
  private Map<String, byte[]> answers() {
    Map<String, byte[]> answers = new LinkedHashMap<>();
    ObjectNode studies = JsonNodeFactory.instance.objectNode().put("server", "kept");
    studies.putArray("studies").add(StudyJson.brief(table, files.path(), false));
    put(answers, "/api/studies", studies);
    put(
        answers,
        STUDY,
        StudyJson.study(table, files.path(), false)
            .put("version", table.version())
            .put("complete", true)
            .put("isRun", !files.path().isEmpty())
            .put("factsVersion", 1));
    put(answers, STUDY + "/facts", StudyJson.facts(facts()));
    List<ColumnRequest> all = columns();
    for (int from = 0; from == 0 || from < table.rows(); from += TrialTable.MOST_TOLD) {
      answers.put(STUDY + "/columns?from=" + from, table.since(-1, from, all));
    }
    put(answers, STUDY + "/hypervolume", StudyJson.hypervolume(HypervolumeHistory.of(table)));
    put(answers, STUDY + "/workers", files.workers());
    put(answers, STUDY + "/robustness", files.robustness());
    put(answers, STUDY + "/trials", trials());
    return answers;
  }

  private ObjectNode importance() {
    int complete = table.counts().getOrDefault(TrialState.COMPLETE, 0);
    return StudyJson.importance(study.importance(), complete);
  }

  private static void put(Map<String, byte[]> answers, String path, JsonNode content) {
    answers.put(path, bytes(content));
  }

  private static byte[] bytes(JsonNode content) {
    return content.toString().getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>(study.attributes());
    Inheritance.of(study).ifPresent(found -> facts.put("inheritance", found.inWords()));
    return facts;
  }

  private List<ColumnRequest> columns() {
    return table.columns().stream().map(ColumnRequest::of).toList();
  }

  /** Members of the front, those that ended last, and what has not ended, as many as are told. */
  private ObjectNode trials() {
    Map<Long, Trial> whole = new LinkedHashMap<>();
    List<Trial> finished = study.finished();
    study.front().forEach(trial -> whole.put(trial.number(), trial));
    for (int i = finished.size() - 1; i >= 0 && whole.size() < MOST_WHOLE; i--) {
      whole.putIfAbsent(finished.get(i).number(), finished.get(i));
    }
    study.trials().stream()
        .filter(trial -> !trial.state().isFinished())
        .limit(MOST_WHOLE)
        .forEach(trial -> whole.put(trial.number(), trial));
    Set<Long> opened =
        study.front().stream().limit(MOST_OPENED).map(Trial::number).collect(Collectors.toSet());
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    whole.forEach(
        (number, trial) -> {
          ObjectNode shown = StudyJson.trial(trial);
          files.describe(trial, shown, opened.contains(number));
          root.set(Long.toString(number), shown);
        });
    return root;
  }
}
