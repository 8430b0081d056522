package io.paretune.results.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the page that shows a study: modules of JavaScript, a style sheet, and Apache
 * ECharts as its own library ships it. They lie in the folder {@code site} beside this class.
 */
public final class Site {

  /** The name of Apache ECharts. */
  public static final String CHARTS = "echarts.min.js";

  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,40}(\\.min)?\\.(js|css|html)");
  private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z-]+\\.js)'");

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
  public record Asset(String type, byte[] content) {

    /** The content as a text. */
    public String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  /** The file of a name; empty if there is none. */
  public static Optional<Asset> asset(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String path = name.equals(CHARTS) ? ECHARTS : "site/" + name;
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

  /** A module with all that it imports, and what these import: texts by name. */
  public static Map<String, String> modules(String first) {
    Map<String, String> found = new TreeMap<>();
    collect(first, found);
    return found;
  }

  private static void collect(String name, Map<String, String> found) {
    String text = asset(name).orElseThrow().text();
    found.put(name, text);
    Matcher imported = IMPORT.matcher(text);
    while (imported.find()) {
      if (!found.containsKey(imported.group(1))) {
        collect(imported.group(1), found);
      }
    }
  }
}
