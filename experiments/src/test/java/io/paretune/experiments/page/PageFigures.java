package io.paretune.experiments.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How fast a page is in a browser of this machine, printed: {@code PageFigures URL SCRATCH}. Times
 * are the page's own, from the input to the frame in which its answer is drawn; of seven, the
 * median and the worst.
 */
final class PageFigures {

  private static final String SETTLED =
      "const settled = () => new Promise(done => requestAnimationFrame(() =>"
          + " requestAnimationFrame(() => setTimeout(done))));";

  private PageFigures() {}

  public static void main(String[] arguments) throws Exception {
    Path scratch = Files.createDirectories(Path.of(arguments[1]));
    try (Browser browser = Browser.start(scratch)) {
      browser.open(URI.create(arguments[0]), 1400, 1200);
      browser.await("document.querySelector('.rows .row')");
      System.out.printf(
          Locale.ROOT,
          "the page's thread until then: %.0f ms%n",
          1000 * browser.metric("ThreadTime"));
      System.out.println(
          "first rows drawn (ms since navigation) "
              + browser.ask(
                  "(async () => {"
                      + SETTLED
                      + "await settled(); return Math.round(performance.now())})()")
              + ", first contentful paint "
              + browser.ask(
                  "Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)")
              + ", fetched "
              + browser.ask(
                  "performance.getEntriesByType('resource').reduce((s, r) => s + r.transferSize,"
                      + " 0)")
              + " bytes");
      figure(
          browser,
          "filter by a line",
          "const box = document.querySelector('input.filter'); box.value = 'accuracy > 0.' + (70 +"
              + " i); box.dispatchEvent(new Event('input')); const t = performance.now();",
          // the page waits 150 ms for the next key
          "150");
      figure(
          browser,
          "front only, and back",
          "const box = [...document.querySelectorAll('.check')].find(l => l.textContent === 'front"
              + " only').firstChild; const t = performance.now(); box.click();",
          "0");
      figure(
          browser,
          "zoom by the wheel",
          "const plot = document.querySelector('canvas.plot'); const t = performance.now();"
              + " plot.dispatchEvent(new WheelEvent('wheel', {deltaY: -100, ctrlKey: true, clientX:"
              + " 500, clientY: 450, cancelable: true}));",
          "0");
      figure(
          browser,
          "brush",
          "const plot = document.querySelector('canvas.plot'); plot.setPointerCapture = () => {};"
              + " const r = plot.getBoundingClientRect(); const at = (type, x, y) =>"
              + " plot.dispatchEvent(new PointerEvent(type, {clientX: r.left + x, clientY: r.top +"
              + " y, button: 0, bubbles: true})); at('pointerdown', 150, 60); at('pointermove',"
              + " 300, 200); const t = performance.now(); at('pointerup', 600 - 20 * i, 300);",
          "0");
      figure(
          browser,
          "sort by a column",
          "const heads = document.querySelectorAll('.row.head button'); const t ="
              + " performance.now(); heads[2 + i % 2].click();",
          "0");
      figure(
          browser,
          "hover",
          "const plot = document.querySelector('canvas.plot'); const t = performance.now();"
              + " plot.dispatchEvent(new PointerEvent('pointermove', {clientX: 400 + 9 * i,"
              + " clientY: 420}));",
          "0");
      for (String view : new String[] {"history", "parallel", "slices", "timeline", "endings"}) {
        double before = browser.metric("ThreadTime");
        JsonNode time =
            browser.ask(
                "(async () => {"
                    + SETTLED
                    + "const t = performance.now(); location.hash = 'study=0&view="
                    + view
                    + "'; await new Promise(done => setTimeout(done, 30)); await settled(); await"
                    + " settled(); return Math.round(performance.now() - t)})()");
        Thread.sleep(3000);
        System.out.printf(
            Locale.ROOT,
            "view %s: %s ms until its first frame; %.0f ms of the page's thread in all%n",
            view,
            time,
            1000 * (browser.metric("ThreadTime") - before));
      }
      browser.ask("window.gc && gc()");
      System.out.println(
          "heap of the tab: "
              + browser.ask("Math.round(performance.memory.usedJSHeapSize / 1e6)")
              + " MB; its whole process: "
              + Math.round(browser.tabMegabytes())
              + " MB (300 at most)");
      browser.complaints().forEach(System.out::println);
    }
  }

  private static void figure(Browser browser, String name, String act, String less) {
    double before = browser.metric("ThreadTime");
    JsonNode times =
        browser.ask(
            "(async () => {"
                + SETTLED
                + "const all = []; for (let i = 0; i < 7; i++) {"
                + act
                + " if ("
                + less
                + " > 0) await new Promise(done => setTimeout(done, "
                + less
                + ")); await settled(); all.push(Math.round(performance.now() - t - "
                + less
                + ")); await new Promise(done => setTimeout(done, 300)); } all.sort((a, b) => a -"
                + " b); return [all[3], all[6]]})()");
    double spent = browser.metric("ThreadTime") - before;
    System.out.printf(
        Locale.ROOT,
        "%s: %d ms, at most %d; %.0f ms of the page's thread each%n",
        name,
        times.get(0).asInt(),
        times.get(1).asInt(),
        spent * 1000 / 7);
  }
}
