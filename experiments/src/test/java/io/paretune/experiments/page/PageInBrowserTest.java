package io.paretune.experiments.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.paretune.experiments.command.study.StudyReading;
import io.paretune.experiments.page.answer.ReportFiles;
import io.paretune.experiments.page.follow.PageSource;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.results.report.ParetoReport;
import io.paretune.results.store.H2TrialStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as Chromium shows it; skipped where there is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageInBrowserTest {

  private final Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Browser browser;

  @SuppressWarnings("NullAway.Init") // the browser is started before the first test
  PageInBrowserTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  void start() throws IOException, InterruptedException {
    assumeTrue(
        Browser.program().isPresent(),
        "no chromium on this machine: the page is not looked at (apt-get install chromium)");
    browser = Browser.start(directory);
  }

  @AfterAll
  void end() throws IOException {
    if (Browser.program().isPresent()) {
      browser.close();
    }
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    open.clear();
  }

  private SyntheticStudy study(String name, int objectives, int trials)
      throws IOException, InterruptedException {
    Path file = Files.createTempDirectory(directory, "study").resolve("made-up");
    H2TrialStore store = H2TrialStore.open(file);
    open.add(store);
    SyntheticStudy study = new SyntheticStudy(store, name, objectives, 6);
    study.add(trials);
    PageServer page =
        PageServer.start(
            List.of(PageSource.of(file + H2TrialStore.SUFFIX)),
            AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    open.add(page);
    browser.complaints().clear();
    browser.open(page.url(), 1400, 1000);
    browser.await("document.getElementById('sentence')?.textContent.startsWith('" + trials + " ')");
    return study;
  }

  private void see(String view) throws InterruptedException {
    browser.ask("location.hash = 'study=0&view=" + view + "'");
    browser.await(
        "document.getElementById('view-"
            + view
            + "').hasAttribute('aria-current') && document.querySelector('main').children.length");
  }

  @ParameterizedTest
  @CsvSource({"0, 2, 1400", "1, 1, 400", "30, 3, 2400"})
  void everyViewIsWalkedThrough(int trials, int objectives, int width) throws Exception {
    study("walked", objectives, trials);
    new PageWalk(browser, false).through(0, width);
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"0", "1", "30", "20000"})
  void everyViewIsWalkedThroughAtAllWidths(int trials) throws Exception {
    for (int objectives = 1; objectives <= 3; objectives++) {
      study("walked", objectives, trials);
      for (int width : new int[] {400, 1400, 2400}) {
        new PageWalk(browser, false).through(0, width);
      }
    }
  }

  @Test
  void aBrushInTheFrontSelectsRowsOfTheTableAndNamesStayText() throws Exception {
    String hostile = "<img src=x onerror=document.title=`broken`>";
    study(hostile, 3, 60);
    assertThat(browser.ask("document.querySelector('h1').textContent").asText()).isEqualTo(hostile);
    browser.await("document.querySelector('.rows .row')");
    assertThat(browser.ask("document.querySelector('.front .scale').textContent").asText())
        .startsWith("colour: size-bytes, ");
    browser.drag(130, 250, 900, 620);
    browser.await("document.querySelector('main').textContent.includes('(selected in a chart)')");
    browser.ask("document.querySelector('.rows .row').click()");
    browser.await("document.querySelector('aside').textContent.includes('Parameters')");
    browser.ask("document.querySelector('input.filter').value = 'state = failed'");
    browser.ask("document.querySelector('input.filter').dispatchEvent(new Event('input'))");
    browser.await("document.querySelector('main').textContent.includes('pass the filter')");
    new PageWalk(browser, false).through(0, 1400);
    assertThat(browser.ask("document.querySelectorAll('img').length").asInt()).isZero();
    assertThat(browser.ask("document.title").asText()).startsWith("<img");
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 40"})
  void theReportIsTheSamePageInOneFile(int objectives, int trials) throws Exception {
    Path database = Files.createTempDirectory(directory, "study").resolve("made-up");
    try (H2TrialStore store = H2TrialStore.open(database)) {
      new SyntheticStudy(store, "<b>handed on</b>", objectives, 6).add(trials);
    }
    Path file = Path.of(database + H2TrialStore.SUFFIX);
    Path report =
        ParetoReport.standard(new ReportFiles(file.toString(), Optional.empty()))
            .write(StudyReading.of(file).summary(), directory, List.of("html"))
            .get(0);
    browser.complaints().clear();
    browser.open(report.toUri(), 400, 800);
    browser.await("document.querySelector('main')?.dataset.filled");
    assertThat(browser.ask("document.querySelectorAll('main > .part').length").asInt())
        .isEqualTo(PageWalk.VIEWS.size());
    assertThat(browser.ask("document.querySelectorAll('.bars > div canvas').length").asInt())
        .as("drawn once the page is filled: it may be printed at once")
        .isEqualTo(trials > 20 ? objectives : 0);
    if (trials > 0) {
      browser.ask("document.querySelector('.members button').click()");
      browser.await("document.querySelector('aside').textContent.includes('Parameters')");
      assertThat(browser.ask("document.querySelector('main .confusion').textContent").asText())
          .isEqualTo("truth<a>b<a>507b43");
      assertThat(browser.ask("document.querySelector('main .each').textContent").asText())
          .contains("<a>50.00 %100.00 %66.70 %57");
    }
    browser.ask("dispatchEvent(new Event('beforeprint'))");
    assertThat(browser.ask("document.documentElement.scrollWidth <= 720").asBoolean())
        .as("nothing is wider than a sheet")
        .isTrue();
    assertThat(browser.complaints()).isEmpty();
  }

  /** Asks a module of the page; it has {@code m}. */
  private JsonNode module(String name, String body) {
    return browser.ask(
        "import(new URL('"
            + name
            + "', document.querySelector('script[type=module]').src))"
            + ".then(async m => {"
            + body
            + "})");
  }

  @Test
  void whatTheLogDoesNotTellIsNotMadeUp() throws Exception {
    study("parts", 2, 3);
    String day = "const day = [[1000, 5000], [2000, 9000], [20000, 21000]];";
    assertThat(module("summary.js", day + "return m.spent(day, {'run.seconds': '12'})").asText())
        .startsWith("12")
        .contains(" in all; 20");
    // killed after 8 s, resumed for one
    assertThat(module("summary.js", day + "return m.spent(day, {'run.seconds': '1'})").asText())
        .startsWith("20")
        .doesNotContain("in all");
    JsonNode shown =
        module(
            "timeline.js",
            "const told = {trials: [1, 2], workers: [0, 1], measured: [], hosts: [], unread:"
                + " 'odd'};const usual = window.fetch;window.fetch = async () => new"
                + " Response(JSON.stringify(told));const times = (...values) => ({ values });const"
                + " view = new m.TimelineView({ rows: 3, path: 'x', meta: { isRun: true }, need:"
                + " async () => {}, state: () => 2, columns: new Map([['started', times(1e12, 1e12"
                + " + 5e3, 1e12 + 5e3)], ['finished', times(1e12 + 4e3, 1e12 + 9e3, 1e12 + 9e3)]])"
                + " }, {});try { await view.refresh(); } finally { window.fetch = usual; }return"
                + " [view.bars.map(bar => bar.lane), view.said.textContent,"
                + " view.hosts.textContent];");
    assertThat(shown.get(0).toString()).isEqualTo("[0,0,1]");
    assertThat(shown.get(1).asText())
        .startsWith("2 workers, which the log does not tell of 1 trial");
    assertThat(shown.get(2).asText()).isEqualTo("odd");
  }

  @Test
  void whatHappensIsSeenWithoutAsking() throws Exception {
    SyntheticStudy study = study("live", 2, 12);
    see("running");
    study.start();
    browser.await("document.getElementById('view-running').textContent === 'Running (1)'");
    browser.await("document.querySelector('main').textContent.includes('trial 12')");
    study.end(12);
    browser.await("document.getElementById('view-running').textContent === 'Running'");
    assertThat(browser.complaints()).isEmpty();
  }
}
