package io.paretune.evaluators.data.text;

import io.paretune.evaluators.data.text.split.FiledSplitter;
import io.paretune.evaluators.data.text.split.Splitter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tokenizers from what was kept of them. */
public final class Tokenizers {

  private Tokenizers() {}

  /** What tokenizers that are learned are called. */
  public static List<String> names() {
    return Arrays.stream(Pieces.values()).map(VocabularyTokenizer::word).toList();
  }

  /**
   * The way to take words apart of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Pieces named(String name) {
    return Arrays.stream(Pieces.values())
        .filter(pieces -> VocabularyTokenizer.word(pieces).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a tokenizer must be one of %s, or a file tokenizer.json, got '%s'"
                        .formatted(names(), name)));
  }

  /**
   * A tokenizer.
   *
   * @param settings as {@link Tokenizer#settings} gave them
   * @throws IllegalArgumentException if something is missing, or of another kind
   */
  public static Tokenizer of(Map<String, Object> settings) {
    String pieces = given(settings, "pieces", String.class);
    List<String> tokens = texts(settings, "vocabulary");
    VocabularyTokenizer.Frame frame =
        new VocabularyTokenizer.Frame(
            given(settings, "unknown", Number.class).intValue(),
            ids(settings, "first"),
            ids(settings, "last"));
    return switch (pieces) {
      case BytePairTokenizer.KIND ->
          new BytePairTokenizer(
              given(settings, "prefix-space", Boolean.class),
              texts(settings, "merges"),
              tokens,
              frame);
      case UnigramTokenizer.KIND -> unigram(settings, tokens, frame);
      default ->
          new VocabularyTokenizer(
              new Splitter(
                  given(settings, "lower-case", Boolean.class),
                  given(settings, "strip-accents", Boolean.class)),
              named(pieces),
              tokens,
              frame);
    };
  }

  private static Tokenizer unigram(
      Map<String, Object> settings, List<String> tokens, VocabularyTokenizer.Frame frame) {
    return new UnigramTokenizer(
        FiledSplitter.of(
            given(settings, "normalizer", String.class),
            given(settings, "pre-tokenizer", String.class)),
        tokens,
        new UnigramTokenizer.Scores(
            texts(settings, "scores").stream().map(Double::valueOf).toList(),
            given(settings, "byte-fallback", Boolean.class)),
        frame);
  }

  private static List<Integer> ids(Map<String, Object> settings, String key) {
    return texts(settings, key).stream().map(Integer::valueOf).toList();
  }

  private static List<String> texts(Map<String, Object> settings, String key) {
    Collection<?> all = given(settings, key, Collection.class);
    return all.stream().map(String::valueOf).toList();
  }

  private static <T> T given(Map<String, Object> settings, String key, Class<T> kind) {
    Object value = settings.get(key);
    if (!kind.isInstance(value)) {
      throw new IllegalArgumentException(
          "a tokenizer must have '%s', a %s, got %s"
              .formatted(key, kind.getSimpleName().toLowerCase(Locale.ROOT), value));
    }
    return kind.cast(value);
  }
}
