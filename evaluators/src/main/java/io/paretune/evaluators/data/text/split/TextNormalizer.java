package io.paretune.evaluators.data.text.split;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** How texts are made uniform, by the {@code normalizer} of a {@code tokenizer.json}. */
final class TextNormalizer {

  private static final String TYPE = "type";
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  private TextNormalizer() {}

  /**
   * What a normalizer does.
   *
   * @param node null or missing for nothing
   * @throws IllegalArgumentException if it is of an unknown kind, or unsound
   */
  static UnaryOperator<String> of(JsonNode node) {
    String type = node.path(TYPE).asText("none");
    return switch (type) {
      case "none" -> text -> text;
      case "Sequence" -> inOrder(node.path("normalizers"));
      case "Precompiled" -> CharacterMap.of(node.path("precompiled_charsmap").asText())::apply;
      case "NFC", "NFD", "NFKC", "NFKD" -> {
        Normalizer.Form form = Normalizer.Form.valueOf(type);
        yield text -> Normalizer.normalize(text, form);
      }
      case "Lowercase" -> TextNormalizer::lower;
      case "StripAccents" -> text -> MARKS.matcher(text).replaceAll("");
      case "Replace" -> replacing(node);
      case "Strip" ->
          stripping(node.path("strip_left").asBoolean(), node.path("strip_right").asBoolean());
      case "Prepend" -> {
        String before = node.path("prepend").asText();
        yield text -> text.isEmpty() ? text : before + text;
      }
      default ->
          throw new IllegalArgumentException(
              "a normalizer must be one of [Sequence, Precompiled, NFC, NFD, NFKC, NFKD, Lowercase,"
                  + " StripAccents, Replace, Strip, Prepend], got "
                  + type);
    };
  }

  private static UnaryOperator<String> inOrder(JsonNode steps) {
    List<UnaryOperator<String>> all =
        StreamSupport.stream(steps.spliterator(), false).map(TextNormalizer::of).toList();
    return text -> {
      String made = text;
      for (UnaryOperator<String> step : all) {
        made = step.apply(made);
      }
      return made;
    };
  }

  /** Character by character: no letter depends on those around it. */
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder();
    text.codePoints()
        .forEach(one -> lower.append(Character.toString(one).toLowerCase(Locale.ROOT)));
    return lower.toString();
  }

  private static UnaryOperator<String> replacing(JsonNode node) {
    String content = node.path("content").asText();
    JsonNode pattern = node.path("pattern");
    if (pattern.has("String")) {
      String literal = pattern.path("String").asText();
      return text -> text.replace(literal, content);
    }
    // refuses what is no pattern with an IllegalArgumentException of its own
    Pattern found =
        Pattern.compile(pattern.path("Regex").asText(), Pattern.UNICODE_CHARACTER_CLASS);
    String put = Matcher.quoteReplacement(content);
    return text -> found.matcher(text).replaceAll(put);
  }

  private static UnaryOperator<String> stripping(boolean left, boolean right) {
    return text -> {
      String stripped = left ? text.stripLeading() : text;
      return right ? stripped.stripTrailing() : stripped;
    };
  }
}
