package io.paretune.experiments.page;

import io.paretune.experiments.page.follow.PageSource;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.results.store.H2TrialStore;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a page that is left open takes: a study of a simulated week, {@value #TRIALS} trials of
 * {@value #REPORTS} reports, 200,000 events in all, is written while a tab shows it. Printed ten
 * times, after a collection of garbage on both sides: {@code PageWeek SCRATCH [SHARE]}, where a
 * share of 0.1 writes a tenth.
 */
final class PageWeek {

  private static final int TRIALS = 5_000;
  private static final int REPORTS = 38;
  private static final int LOOKS = 10;
  private static final List<String> VIEWS =
      List.of("front", "running", "history", "parallel", "timeline");

  private final Browser browser;

  private PageWeek(Browser browser) {
    this.browser = browser;
  }

  public static void main(String[] arguments) throws Exception {
    Path scratch = Files.createDirectories(Path.of(arguments[0]));
    double share = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1;
    Path file = Files.createTempDirectory(scratch, "week").resolve("week");
    try (H2TrialStore store = H2TrialStore.open(file);
        PageServer server = server(file);
        Browser browser = Browser.start(scratch)) {
      SyntheticStudy study = new SyntheticStudy(store, "a week", 2, 10);
      study.pace(Duration.ofDays(7).dividedBy(TRIALS));
      browser.open(server.url(), 1400, 1000);
      PageWeek week = new PageWeek(browser);
      int some = (int) (TRIALS * share / LOOKS);
      for (int look = 0; look < LOOKS; look++) {
        study.addLong(some, REPORTS);
        week.tell((look + 1) * some);
      }
      browser.complaints().forEach(System.out::println);
    }
  }

  private static PageServer server(Path file) {
    return PageServer.start(
        List.of(PageSource.of(file + H2TrialStore.SUFFIX)),
        AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  /** Waits until the tab has all, goes from view to view as people do, and prints what it takes. */
  private void tell(int trials) throws InterruptedException {
    browser.await(
        "document.getElementById('sentence')?.textContent.startsWith('%s trials')"
            .formatted(String.format(Locale.ROOT, "%,d", trials)));
    for (String view : VIEWS) {
      browser.ask("location.hash = 'study=0&view=" + view + "'");
      browser.settle();
    }
    browser.ask("location.hash = 'study=0&view=front'");
    browser.collectGarbage();
    System.gc();
    System.out.printf(
        Locale.ROOT,
        "%6d events: server's heap %5.1f MB; tab's heap %5.1f MB, %5.0f nodes, %4.0f listeners%n",
        trials * (REPORTS + 2),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6,
        browser.metric("JSHeapUsedSize") / 1e6,
        browser.metric("Nodes"),
        browser.metric("JSEventListeners"));
  }
}
