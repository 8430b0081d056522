package io.paretune.evaluators.data.text.split;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Tells words apart as the {@code normalizer} and {@code pre_tokenizer} of a {@code tokenizer.json}
 * say, of SentencePiece's kind: a space is a character of the word that it stands before.
 * Immutable.
 */
public final class FiledSplitter {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String normalizer;
  private final String preTokenizer;
  private final UnaryOperator<String> uniform;
  private final WordSplits splits;

  private FiledSplitter(JsonNode normalizer, JsonNode preTokenizer) {
    this.normalizer = normalizer.isMissingNode() ? "null" : normalizer.toString();
    this.preTokenizer = preTokenizer.isMissingNode() ? "null" : preTokenizer.toString();
    this.uniform = TextNormalizer.of(normalizer);
    this.splits = WordSplits.of(preTokenizer);
  }

  /**
   * That of a file.
   *
   * @param file the whole of a {@code tokenizer.json}
   * @throws IllegalArgumentException if a part of it is of an unknown kind, which is told
   */
  public static FiledSplitter of(JsonNode file) {
    return new FiledSplitter(file.path("normalizer"), file.path("pre_tokenizer"));
  }

  /**
   * What {@link #normalizer} and {@link #preTokenizer} gave.
   *
   * @throws IllegalArgumentException if it is unsound
   */
  public static FiledSplitter of(String normalizer, String preTokenizer) {
    try {
      return new FiledSplitter(JSON.readTree(normalizer), JSON.readTree(preTokenizer));
    } catch (JsonProcessingException unsound) {
      throw new IllegalArgumentException("a splitter must be JSON, got none", unsound);
    }
  }

  /** The words of a text, in order, none of them empty. */
  public List<String> words(String text) {
    return splits.words(uniform.apply(text));
  }

  /** How texts are made uniform, as JSON. */
  public String normalizer() {
    return normalizer;
  }

  /** How they are told apart, as JSON. */
  public String preTokenizer() {
    return preTokenizer;
  }
}
