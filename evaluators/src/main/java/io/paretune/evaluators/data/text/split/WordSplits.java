package io.paretune.evaluators.data.text.split;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** How a text is told apart, by the {@code pre_tokenizer} of a {@code tokenizer.json}. */
interface WordSplits {

  /** White space, which is left out. */
  Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /** A mark of punctuation, of ASCII's or of any other. */
  Pattern MARK = Pattern.compile("[\\p{P}$+<=>^`|~]");

  /**
   * A part of a text.
   *
   * @param first whether the text begins with it
   */
  record Part(String text, boolean first) {}

  /** The parts of a part; those that are empty are dropped. */
  List<Part> of(Part part);

  /** The words of a text, in order. */
  default List<String> words(String text) {
    List<Part> parts = text.isEmpty() ? List.of() : of(new Part(text, true));
    return parts.stream().map(Part::text).filter(word -> !word.isEmpty()).toList();
  }

  /**
   * What a pre-tokenizer does.
   *
   * @param node null or missing for nothing
   * @throws IllegalArgumentException if it is of an unknown kind
   */
  static WordSplits of(JsonNode node) {
    String type = node.path("type").asText("none");
    return switch (type) {
      case "none" -> List::of;
      case "Sequence" -> inOrder(node.path("pretokenizers"));
      case "WhitespaceSplit" -> part -> parts(part, SPACE, false);
      case "Punctuation" -> {
        String behavior = node.path("behavior").asText("Isolated");
        if (!behavior.equals("Isolated")) {
          throw new IllegalArgumentException(
              "Punctuation must have the behavior Isolated, got " + behavior);
        }
        yield part -> parts(part, MARK, true);
      }
      case "Metaspace" -> metaspace(node);
      default ->
          throw new IllegalArgumentException(
              "a pre_tokenizer of Unigram must be one of [Sequence, WhitespaceSplit, Punctuation,"
                  + " Metaspace], got "
                  + type);
    };
  }

  private static WordSplits inOrder(JsonNode steps) {
    List<WordSplits> all =
        StreamSupport.stream(steps.spliterator(), false).map(WordSplits::of).toList();
    return part -> {
      List<Part> parts = List.of(part);
      for (WordSplits step : all) {
        parts =
            parts.stream()
                .filter(one -> !one.text().isEmpty())
                .flatMap(one -> step.of(one).stream())
                .toList();
      }
      return parts;
    };
  }

  /** What lies between some pattern, which is a part of its own or dropped. */
  private static List<Part> parts(Part part, Pattern pattern, boolean kept) {
    List<Part> parts = new ArrayList<>();
    Matcher found = pattern.matcher(part.text());
    int from = 0;
    while (found.find()) {
      add(part, from, found.start(), parts);
      if (kept) {
        add(part, found.start(), found.end(), parts);
      }
      from = found.end();
    }
    add(part, from, part.text().length(), parts);
    return parts;
  }

  private static void add(Part part, int from, int to, List<Part> parts) {
    if (to > from) {
      parts.add(new Part(part.text().substring(from, to), part.first() && from == 0));
    }
  }

  /** A space becomes a character of its own, with which a word begins. */
  private static WordSplits metaspace(JsonNode node) {
    String space = node.path("replacement").asText("▁");
    String scheme =
        node.path("add_prefix_space").asBoolean(true)
            ? node.path("prepend_scheme").asText("always")
            : "never";
    Pattern before = Pattern.compile("(?=" + Pattern.quote(space) + ")");
    boolean split = node.path("split").asBoolean(true);
    return part -> {
      String text = part.text().replace(" ", space);
      boolean prepended = scheme.equals("always") || (scheme.equals("first") && part.first());
      String whole = prepended && !text.startsWith(space) ? space + text : text;
      return split
          ? parts(new Part(whole, part.first()), before, false)
          : List.of(new Part(whole, part.first()));
    };
  }
}
