package io.paretune.evaluators.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.text.Pieces;
import io.paretune.evaluators.data.text.Tokenizer;
import io.paretune.evaluators.data.text.VocabularyTokenizer;
import io.paretune.evaluators.data.text.split.Splitter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TyposTest {

  private static final Tokenizer PIECES =
      new VocabularyTokenizer(
          Splitter.uncased(),
          Pieces.WORD_PIECES,
          List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "cafe", "!", "nu"),
          new VocabularyTokenizer.Frame(1, List.of(2), List.of(3)));

  @Test
  void twoLettersOfAWordChangePlaces() {
    assertThat(new Typos(1).typed("abc it 1234 !", new Random(1)))
        .isIn("bac it 1234 !", "acb it 1234 !");
    assertThat(new Typos(0).typed("where is it", new Random(1))).isEqualTo("where is it");
  }

  @Test
  void aTextHasTheIdsThatItWasMadeOf() {
    int[] ids = PIECES.ids("Unaffable strangers, cafe!");
    assertThat(PIECES.ids(PIECES.text(ids))).isEqualTo(ids);
    assertThat(PIECES.text(new int[] {2, 4, 5, 6, 8, 3, 0, 0})).isEqualTo("unaffable !");
  }

  @Test
  void eachColumnIsTypedByItselfAndTheSameEachTime() {
    float[] ids = new float[12];
    PIECES.write("cafe", 6, ids, 0);
    PIECES.write("cafe !", 6, ids, 6);
    Examples texts =
        Examples.ofFloats(InputShape.text(12, 10), List.of("a", "b"), ids, new int[] {1});
    float[] same = new float[12];
    new Typos(0).of(texts, PIECES, 2, 1).copyRaw(0, same, 0);
    assertThat(same).containsExactly(ids);
    float[] typed = new float[12];
    new Typos(1).of(texts, PIECES, 2, 1).copyRaw(0, typed, 0);
    assertThat(typed).startsWith(2, 1, 3, 0).endsWith(2, 1, 8, 3, 0, 0);
    float[] again = new float[12];
    new Typos(1).of(texts, PIECES, 2, 1).copyRaw(0, again, 0);
    assertThat(again).containsExactly(typed);
  }
}
