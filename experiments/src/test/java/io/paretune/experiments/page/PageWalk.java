package io.paretune.experiments.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.page.follow.PageSource;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.results.store.H2TrialStore;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A walk through every view of a page, with what people do there: a trial is opened, two are
 * pinned, some are brushed and filtered. At each stop the page has complained of nothing, is not
 * wider than its window, and shows no value that JavaScript made of a missing one.
 */
final class PageWalk {

  static final List<String> VIEWS =
      List.of(
          "front",
          "summary",
          "running",
          "history",
          "parallel",
          "slices",
          "contours",
          "importance",
          "timeline",
          "endings",
          "facts");

  /** What a missing value looks like where nobody thought of it, as text or in a chart. */
  private static final String BROKEN =
      "(document.body.innerText.match(/.{0,40}(undefined|NaN.|\\[object|Infinity).{0,20}/) ||"
          + " drawn.concat('')).at(0)";

  private static final int HIGHEST = 2200;
  private static final int SHEET = 2100;

  private final Browser browser;
  private final boolean pictures;
  private final List<BufferedImage> seen = new ArrayList<>();

  /**
   * @param pictures whether to keep one of each stop
   */
  PageWalk(Browser browser, boolean pictures) {
    this.browser = browser;
    this.pictures = pictures;
  }

  /**
   * Walks through all studies of made-up runs and leaves a sheet of pictures for each and each
   * width: {@code DIRECTORY TRIALS,TRIALS.. [WIDTH,WIDTH..]}; or through runs that exist: {@code
   * DIRECTORY RUN,RUN..}.
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    List<PageSource> sources = new ArrayList<>();
    for (String one : arguments[1].split(",", -1)) {
      if (one.matches("[0-9]+")) {
        for (int objectives = 1; objectives <= 3; objectives++) {
          sources.add(madeUp(directory, objectives, Integer.parseInt(one)));
        }
      } else {
        sources.add(PageSource.of(one));
      }
    }
    String widths = arguments.length > 2 ? arguments[2] : "400,1400,2400";
    try (PageServer server =
            PageServer.start(
                sources,
                AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        Browser browser = Browser.start(directory)) {
      browser.open(server.url(), 1400, 1000);
      browser.await("document.querySelector('nav')");
      for (int study = 0; study < sources.size(); study++) {
        for (String width : widths.split(",", -1)) {
          PageWalk walk = new PageWalk(browser, true);
          walk.through(study, Integer.parseInt(width));
          Path sheet = directory.resolve("study-" + study + "-" + width + ".png");
          ImageIO.write(walk.sheet(), "png", sheet.toFile());
          System.out.println(sheet + ": " + walk.seen.size() + " views, nothing wrong");
        }
      }
    }
  }

  /** A study of the page's tests, as a file. */
  static PageSource madeUp(Path directory, int objectives, int trials) throws IOException {
    Path file = directory.resolve("made-up-" + trials + "-" + objectives);
    if (!Files.exists(Path.of(file + H2TrialStore.SUFFIX))) {
      try (H2TrialStore store = H2TrialStore.open(file)) {
        new SyntheticStudy(store, trials + " trials, " + objectives, objectives, 10).add(trials);
      }
    }
    return PageSource.of(file + H2TrialStore.SUFFIX);
  }

  /** Looks at every view of a study of the page that is open. */
  void through(int study, int width) throws InterruptedException, IOException {
    browser.complaints().clear();
    browser.size(width, 1000);
    browser.ask("location.hash = 'study=%d&view=front'".formatted(study));
    browser.await(
        "location.hash.startsWith('#study=%d&') && document.getElementById('view-front')?.href.includes('study=%d&')"
            .formatted(study, study));
    browser.await("!document.getElementById('sentence').textContent.startsWith('Still')");
    for (String view : VIEWS) {
      see(study, view);
    }
    browser.ask("location.hash = 'study=%d&view=front'".formatted(study));
    browser.settle();
    work();
  }

  private void see(int study, String view) throws InterruptedException, IOException {
    browser.ask("location.hash = 'study=%d&view=%s'".formatted(study, view));
    browser.await(
        "document.getElementById('view-%s').hasAttribute('aria-current') && document.querySelector('main').children.length"
            .formatted(view));
    // what a server works out is asked for again
    browser.await("!document.querySelector('main').textContent.includes('Being worked out')");
    stop(view);
  }

  /** What somebody does at the front and its table. */
  private void work() throws IOException {
    if (browser.ask("document.querySelectorAll('.rows .row').length").asInt() == 0) {
      return;
    }
    browser.ask("document.querySelectorAll('.rows .row')[0].click()");
    stop("one trial");
    browser.ask("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))");
    browser.ask(
        "[...document.querySelectorAll('.rows .pin')].slice(0, 3).forEach(pin => pin.click())");
    stop("compared");
    browser.ask("document.querySelector('.plot').scrollIntoView()");
    browser.ask(
        "(() => { const plot = document.querySelector('canvas.plot'), box ="
            + " plot.getBoundingClientRect(); plot.setPointerCapture = () => {}; const at = (type,"
            + " x, y) => plot.dispatchEvent(new PointerEvent(type, {clientX: box.left + x *"
            + " box.width, clientY: box.top + y * box.height, button: 0, bubbles: true}));"
            + " at('pointerdown', 0.3, 0.1); at('pointermove', 0.4, 0.5); at('pointerup', 0.8,"
            + " 0.7); })()");
    browser.ask(
        "(() => { const box = document.querySelector('input.filter'); box.value = 'state = complete"
            + " and not (front)'; box.dispatchEvent(new Event('input')); })()");
    browser.ask("new Promise(done => setTimeout(done, 180))");
    stop("selected");
    browser.ask(
        "(() => { const box = document.querySelector('input.filter'); box.value = '';"
            + " box.dispatchEvent(new Event('input'));"
            + " [...document.querySelectorAll('button')].find(b => b.textContent === 'show"
            + " all').click(); [...document.querySelectorAll('button')].find(b => b.textContent ==="
            + " 'unpin all')?.click(); })()");
    browser.ask("new Promise(done => setTimeout(done, 180))");
  }

  private void stop(String where) throws IOException {
    browser.settle();
    assertThat(browser.complaints()).as(where).isEmpty();
    assertThat(browser.ask("document.documentElement.scrollWidth - innerWidth").asInt())
        .as("pixels by which %s is wider than the page", where)
        .isLessThanOrEqualTo(0);
    assertThat(browser.ask(BROKEN).asText()).as(where).isEmpty();
    if (pictures) {
      seen.add(ImageIO.read(new ByteArrayInputStream(browser.wholePicture(HIGHEST))));
    }
  }

  /** All pictures on one, half as large, each below the shortest column. */
  private BufferedImage sheet() {
    int width = seen.get(0).getWidth() / 2;
    int[] filled = new int[Math.max(1, SHEET / width)];
    BufferedImage all =
        new BufferedImage(
            width * filled.length, seen.size() * HIGHEST / 2, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    for (BufferedImage one : seen) {
      int column = 0;
      for (int i = 1; i < filled.length; i++) {
        column = filled[i] < filled[column] ? i : column;
      }
      graphics.drawImage(one, column * width, filled[column], width, one.getHeight() / 2, null);
      filled[column] += one.getHeight() / 2 + 8;
    }
    graphics.dispose();
    return all.getSubimage(0, 0, all.getWidth(), Arrays.stream(filled).max().orElseThrow());
  }
}
