package io.paretune.evaluators.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TokenizersTest {

  /** What Hugging Face's tokenizers write for a small BERT. */
  private static final String BERT =
      """
      {"version": "1.0", "padding": {"pad_id": 0, "pad_token": "[PAD]"},
       "added_tokens": [{"id": 0, "content": "[PAD]"}, {"id": 2, "content": "[CLS]"}],
       "normalizer": {"type": "BertNormalizer", "clean_text": true, "strip_accents": null,
         "lowercase": true},
       "pre_tokenizer": {"type": "BertPreTokenizer"},
       "post_processor": {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
           {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}]},
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
         "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "un": 4, "##aff": 5,
           "##able": 6, "cafe": 7, "!": 8}}}
      """;

  private final Path folder;

  TokenizersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Tokenizer read(String json) throws IOException {
    return TokenizerFile.read(Files.writeString(folder.resolve("tokenizer.json"), json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Café au lait!|cafe au lait !",
        "don't|don ' t",
        "  a\tb  |a b",
        "東京 tower|東 京 tower",
        "3.5€|3 . 5€"
      })
  void wordsAreToldApartAsBertDoes(String text, String words) {
    assertThat(Splitter.uncased().words(text)).containsExactly(words.split(" ", -1));
  }

  @Test
  void aFileGivesTheIdsThatItWasMadeFor() throws IOException {
    Tokenizer bert = read(BERT);
    assertThat(bert.ids("Unaffable CAFÉ!")).containsExactly(2, 4, 5, 6, 7, 8, 3);
    assertThat(bert.ids("unhappy")).containsExactly(2, 1, 3);
    // cut off before what closes every text
    assertThat(bert.ids("unaffable cafe", 4)).containsExactly(2, 4, 5, 3);
    assertThat(bert.vocabulary()).isEqualTo(9);
    float[] padded = new float[8];
    bert.write("cafe", 6, padded, 1);
    assertThat(padded).containsExactly(0, 2, 7, 3, 0, 0, 0, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"WordPiece\"|\"BPE\"|a model of WordPiece or WordLevel, found BPE",
        "\"BertPreTokenizer\"|\"Metaspace\"|'pre_tokenizer' of type BertPreTokenizer, found"
            + " Metaspace",
        "\"!\": 8|\"!\": 9|ids from 0 on",
        "\"pad_id\": 0|\"pad_id\": 1|padding with id 0, found id 1",
        "\"BertNormalizer\"|\"NFKC\"|found NFKC",
        "{\"version\"|{version|cannot be read as JSON",
        "\"[UNK]\": 1|\"[OOV]\": 1|the id of a special token must lie in"
      })
  void otherKindsOfFilesAreRefused(String found, String given, String told) {
    assertThatThrownBy(() -> read(BERT.replace(found, given)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void theCommonestWordsAreLearned() {
    VocabularyLearner learner = new VocabularyLearner(Splitter.uncased());
    List.of("my card, my card", "the card", "the pin", "once").forEach(learner::add);
    Tokenizer words = learner.learned(Pieces.WORDS, 100);
    // card 3, my 2, the 2; what comes once is unknown, and so is punctuation
    assertThat(words.vocabulary()).isEqualTo(5);
    assertThat(words.ids("The card my PIN")).containsExactly(4, 2, 3, 1);
    assertThat(words.ids(" ")).containsExactly(1);
    assertThat(learner.learned(Pieces.WORDS, 3).vocabulary()).isEqualTo(3);
  }

  /** By hand: o-w in all seven, then l-ow, then e-s in three, es-t and low-est. */
  @Test
  void piecesAreThoseOfTheCommonestPairs() {
    VocabularyLearner learner = new VocabularyLearner(Splitter.uncased());
    learner.add(String.join(" ", Collections.nCopies(4, "low")));
    learner.add(String.join(" ", Collections.nCopies(3, "lowest")));
    Tokenizer pieces = learner.learned(Pieces.WORD_PIECES, 100);
    assertThat(pieces.settings().get("vocabulary"))
        .isEqualTo(
            List.of(
                "[PAD]", "[UNK]", "##o", "##w", "l", "##e", "##s", "##t", "##ow", "low", "##es",
                "##est", "lowest"));
    assertThat(pieces.ids("lows")).containsExactly(9, 6);
    assertThat(pieces.ids("slow")).containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource(Pieces.class)
  void aTokenizerIsMadeAgainOfItsSettings(Pieces pieces) {
    VocabularyLearner learner = new VocabularyLearner(new Splitter(false, true));
    List.of("a b a b", "C c C ab ab").forEach(learner::add);
    Tokenizer learned = learner.learned(pieces, 9);
    Map<String, Object> settings = learned.settings();
    Tokenizer again = Tokenizers.of(settings);
    assertThat(again.settings()).isEqualTo(settings);
    assertThat(again.ids("a C d ab")).containsExactly(learned.ids("a C d ab"));
  }
}
