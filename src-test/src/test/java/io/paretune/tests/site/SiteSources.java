package io.paretune.tests.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lays the repository's pages out as Maven's site plugin reads them: {@code SiteSources ROOT
 * TARGET}. The README becomes the first page; headings get the anchors that links name them by;
 * what pages link to beside other pages (pictures, examples) is copied.
 */
public final class SiteSources {

  private static final Pattern HEADING = Pattern.compile("#+ +(.*?)\\s*");
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:|mailto:|#)([^)#\\s]+)(#[^)\\s]*)?\\)");

  private final Path root;
  private final Path target;

  private SiteSources(Path root, Path target) {
    this.root = root;
    this.target = target;
  }

  public static void main(String[] arguments) throws IOException {
    new SiteSources(Path.of(arguments[0]).normalize(), Path.of(arguments[1])).write();
  }

  private void write() throws IOException {
    for (Path page : pages(root)) {
      String text = Files.readString(page);
      Path place = root.relativize(page);
      Path file = target.resolve("markdown").resolve(renamed(place));
      Files.createDirectories(file.getParent());
      Files.writeString(file, anchored(linked(page, text)));
    }
    Files.writeString(target.resolve("markdown/docs/adr/index.md"), decisions());
    Files.copy(
        root.resolve("docs/site.xml"),
        target.resolve("site.xml"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Every page of the site, as it lies in the repository. */
  public static List<Path> pages(Path root) throws IOException {
    try (Stream<Path> top = Files.list(root);
        Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static Path renamed(Path place) {
    return place.toString().equals("README.md") ? Path.of("index.md") : place;
  }

  /** Links as the site has them; what they lead to, if it is no page, comes with it. */
  private String linked(Path page, String text) throws IOException {
    StringBuilder linked = new StringBuilder();
    Matcher link = LINK.matcher(text);
    while (link.find()) {
      Path to = page.resolveSibling(link.group(1)).normalize();
      String place = link.group(1);
      if (to.equals(root.resolve("README.md"))) {
        place = place.replace("README.md", "index.md");
      } else if (to.equals(root.resolve("docs/adr"))) {
        place += "/index.md";
      } else if (Files.isDirectory(to)) {
        place = listed(to, place);
      } else if (!place.endsWith(".md")) {
        copy(to);
      }
      String anchor = link.group(2) == null ? "" : link.group(2);
      link.appendReplacement(linked, Matcher.quoteReplacement("](" + place + anchor + ")"));
    }
    return link.appendTail(linked).toString();
  }

  private void copy(Path file) throws IOException {
    Path copy = target.resolve("resources").resolve(root.relativize(file));
    Files.createDirectories(copy.getParent());
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A folder becomes a page that lists its files, which come with it. */
  private String listed(Path folder, String place) throws IOException {
    StringBuilder list = new StringBuilder("# " + root.relativize(folder) + "\n\n");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        copy(file);
        list.append("- [%1$s](%1$s)%n".formatted(file.getFileName()));
      }
    }
    Path page = target.resolve("markdown").resolve(root.relativize(folder)).resolve("index.md");
    Files.createDirectories(page.getParent());
    Files.writeString(page, list);
    return place + "/index.md";
  }

  private String decisions() throws IOException {
    StringBuilder list = new StringBuilder("# Decisions\n\n");
    for (Path page : pages(root)) {
      if (page.startsWith(root.resolve("docs/adr"))) {
        String title = Files.readString(page).lines().findFirst().orElseThrow();
        list.append("- [%s](%s)%n".formatted(title.replaceFirst("^#+ ", ""), page.getFileName()));
      }
    }
    return list.toString();
  }

  /** The page with an anchor before each heading. */
  static String anchored(String text) {
    StringBuilder anchored = new StringBuilder();
    Map<String, Integer> taken = new HashMap<>();
    boolean code = false;
    for (String line : text.lines().toList()) {
      code ^= line.startsWith("```");
      Matcher heading = HEADING.matcher(line);
      if (!code && heading.matches()) {
        anchored.append("<a id=\"%s\"></a>%n%n".formatted(anchor(heading.group(1), taken)));
      }
      anchored.append(line).append('\n');
    }
    return anchored.toString();
  }

  /** The anchors of a page's headings, in order. */
  public static List<String> anchors(String text) {
    List<String> anchors = new ArrayList<>();
    Matcher anchor = Pattern.compile("(?m)^<a id=\"([^\"]*)\"></a>$").matcher(anchored(text));
    while (anchor.find()) {
      anchors.add(anchor.group(1));
    }
    return anchors;
  }

  /**
   * As hosts of repositories name headings: small letters, hyphens for spaces, a number if twice.
   */
  private static String anchor(String heading, Map<String, Integer> taken) {
    String plain =
        heading
            .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}_ -]", "")
            .replace(' ', '-');
    int before = taken.merge(plain, 1, Integer::sum) - 1;
    return before == 0 ? plain : plain + "-" + before;
  }
}
