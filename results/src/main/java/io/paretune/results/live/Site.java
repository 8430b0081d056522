package io.paretune.results.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of the page that shows a study: modules of JavaScript, a style sheet, and Apache
 * ECharts as its own library ships it. They lie in the folder {@code site} beside this class.
 */
public final class Site {

  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,40}(\\.min)?\\.(js|css|html)");

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "html", "text/html; charset=utf-8");

  private Site() {}

  /**
   * A file.
   *
   * @param type its media type
   * @param content its bytes; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // made for one answer and written at once
  public record Asset(String type, byte[] content) {}

  /** The file of a name; empty if there is none. */
  public static Optional<Asset> asset(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String path = name.equals("echarts.min.js") ? ECHARTS : "site/" + name;
    try (InputStream in = Site.class.getResourceAsStream(path)) {
      if (in == null) {
        return Optional.empty();
      }
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      return Optional.of(new Asset(String.valueOf(type), in.readAllBytes()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
