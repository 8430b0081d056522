package io.paretune.experiments.page;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes pictures of a page's views, to be looked at: {@code PageScreens URL DIRECTORY
 * WIDTHxHEIGHT[xdark] view ...}; a view may be followed by {@code :} and JavaScript to do first.
 */
final class PageScreens {

  private PageScreens() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[1]));
    String[] size = arguments[2].split("x", -1);
    try (Browser browser = Browser.start(directory)) {
      browser.open(URI.create(arguments[0]), Integer.parseInt(size[0]), Integer.parseInt(size[1]));
      if (size.length > 2) {
        browser.scheme(size[2]);
      }
      for (int i = 3; i < arguments.length; i++) {
        String[] view = arguments[i].split(":", 2);
        browser.await("document.getElementById('view-front') || document.querySelector('.card')");
        browser.ask(
            "location.hash = (location.hash.match(/study=[0-9]+/) || ['study=0'])[0] + '&view="
                + view[0].replaceAll("[0-9]", "")
                + "'");
        Thread.sleep(1500);
        if (view.length > 1) {
          browser.ask(view[1]);
          Thread.sleep(1500);
        }
        browser.picture(directory.resolve(view[0] + "-" + size[0] + ".png"));
      }
      browser.complaints().forEach(System.out::println);
    }
  }
}
