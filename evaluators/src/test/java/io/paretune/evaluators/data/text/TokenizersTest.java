package io.paretune.evaluators.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.evaluators.data.text.split.FiledSplitter;
import io.paretune.evaluators.data.text.split.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static final Path FILES = Path.of("src/test/resources/tokenizers");

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
        "\"WordPiece\"|\"Morphemes\"|a model of WordPiece, WordLevel, BPE or Unigram, found"
            + " Morphemes",
        "\"WordPiece\"|\"Unigram\"|a normalizer must be one of [Sequence, Precompiled, NFC",
        "\"WordPiece\"|\"BPE\"|a BPE of bytes ('pre_tokenizer' of type ByteLevel), found Bert",
        "\"BertPreTokenizer\"|\"Metaspace\"|'pre_tokenizer' of type BertPreTokenizer, found"
            + " Metaspace",
        "\"!\": 8|\"!\": 9|ids from 0 on",
        "\"pad_id\": 0|\"pad_id\": 9|an id of padding ('padding', or a token [PAD] or <pad>), found"
            + " id 9",
        "\"BertNormalizer\"|\"NFKC\"|found NFKC",
        "{\"version\"|{version|cannot be read as JSON",
        "\"[UNK]\": 1|\"[OOV]\": 1|the id of a special token must lie in"
      })
  void otherKindsOfFilesAreRefused(String found, String given, String told) {
    assertThatThrownBy(() -> read(BERT.replace(found, given)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  /** Padding and id 0 are in each other's place. */
  @Test
  void paddingBecomesIdZero() throws IOException {
    Tokenizer bert = read(BERT.replace("\"pad_id\": 0", "\"pad_id\": 8"));
    assertThat(bert.ids("cafe!")).containsExactly(2, 7, 0, 3);
  }

  /** Ids of Hugging Face's tokenizers 0.23.2, of whose 0 and 1 are {@code <s>} and padding. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Where is my card?|1 58 265 270 307 285 279 34 2",
        "the card  hasn't arrived|1 87 265 279 224 312 86 81 337 263 85 85 331 71 2",
        "WE'LL pay 25.50€ — ok?|1 58 40 10 47 47 299 332 224 21 24 17 24 19 162 228 109 224 162"
            + " 226 246 296 78 34 2",
        "  two\\tspaces \\n|1 224 260 90 82 201 86 83 68 70 72 86 224 202 2",
        "Héllo 東京 \uD83D\uDE00|1 43 131 106 329 82 224 166 255 113 164 122 109 224 176 257 250 226"
            + " 2",
        "''|1 2",
        "don't I'd x²|1 71 82 81 337 271 10 71 224 91 130 114 2"
      })
  void bytePairsAreThoseOfTheFile(String escaped, String ids) {
    String text = escaped.translateEscapes();
    Tokenizer pairs = bytePairs();
    int[] expected = Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertThat(pairs.ids(text)).containsExactly(expected);
    assertThat(pairs.text(expected)).isEqualTo(text.strip());
    Tokenizer again = Tokenizers.of(pairs.settings());
    assertThat(again.ids(text)).containsExactly(expected);
    assertThat(again.settings()).isEqualTo(pairs.settings());
  }

  @Test
  void bytePairsAreCutOffBeforeWhatClosesATextAndKnowEveryByte() {
    Tokenizer pairs = bytePairs();
    assertThat(pairs.ids("Where is my card?", 5)).containsExactly(1, 58, 265, 270, 2);
    assertThat(pairs.vocabulary()).isEqualTo(340);
    String odd = "\u0000\u007f\u00ad\u2028\ufffd\uD83D\uDE00";
    assertThat(pairs.text(pairs.ids(odd))).isEqualTo(odd.strip());
    assertThat(pairs.ids(odd)).doesNotContain(pairs.unknown());
  }

  private static Tokenizer bytePairs() {
    return TokenizerFile.read(FILES.resolve("byte-pairs.json"));
  }

  /** Ids of Hugging Face's tokenizers 0.23.2; padding and id 0 are in each other's place. */
  @ParameterizedTest
  @ValueSource(strings = {"xlmr", "albert", "t5", "bytes"})
  void unigramPiecesAreThoseOfTheFile(String kind) throws IOException {
    Tokenizer pieces = unigram(kind);
    Tokenizer again = Tokenizers.of(pieces.settings());
    JsonNode golden =
        new ObjectMapper().readTree(FILES.resolve("unigram-golden.json").toFile()).path(kind);
    assertThat(golden).hasSizeGreaterThan(8);
    for (JsonNode known : golden) {
      String text = known.path(0).asText();
      int[] ids = new ObjectMapper().convertValue(known.path(1), int[].class);
      assertThat(pieces.ids(text)).as(text).containsExactly(ids);
      assertThat(again.ids(text)).as(text).containsExactly(ids);
    }
  }

  /** By hand: a b is worth -3, ab -2.5, b c -4, abc -5; of abcd nothing has d. */
  @Test
  void theMostProbablePiecesAreTaken() {
    List<String> tokens = List.of("<pad>", "<unk>", "a", "b", "c", "ab", "abc");
    List<Double> scores = List.of(Double.NaN, Double.NaN, -1.0, -2.0, -2.0, -2.5, -5.0);
    Tokenizer pieces =
        new UnigramTokenizer(
            FiledSplitter.of("null", "null"),
            tokens,
            new UnigramTokenizer.Scores(scores, false),
            new VocabularyTokenizer.Frame(1, List.of(), List.of()));
    assertThat(pieces.ids("abc")).containsExactly(5, 4);
    assertThat(pieces.ids("abcdd\uD83D\uDE00b")).containsExactly(5, 4, 1, 3);
    assertThat(pieces.ids("abc", 1)).containsExactly(5);
    assertThat(pieces.ids("")).containsExactly(1);
  }

  @Test
  void unigramTextsComeBack() {
    Tokenizer bytes = unigram("bytes");
    assertThat(bytes.text(bytes.ids("WE'LL pay 25.50€ \uD83D\uDE00")))
        .isEqualTo("WE'LL pay 25.50€ \uD83D\uDE00");
    Tokenizer xlmr = unigram("xlmr");
    assertThat(xlmr.text(xlmr.ids("where is my €?"))).isEqualTo("where is my \ue000?");
  }

  /** A damaged map of characters is refused, or leaves texts as they are. */
  @Test
  void damagedCharacterMapsDoNoHarm() throws IOException {
    String whole = Files.readString(FILES.resolve("unigram-xlmr.json"));
    int at = whole.indexOf("precompiled_charsmap") + 23;
    for (int i = 0; i < 40; i++) {
      String damaged = whole.substring(0, at + i) + "/" + whole.substring(at + i + 1);
      try {
        assertThat(read(damaged).ids("Where ｶﾞ ok…")).isNotEmpty();
      } catch (IllegalArgumentException told) {
        assertThat(told).hasMessageContaining("precompiled_charsmap must begin");
      }
    }
  }

  private static Tokenizer unigram(String kind) {
    return TokenizerFile.read(FILES.resolve("unigram-" + kind + ".json"));
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
