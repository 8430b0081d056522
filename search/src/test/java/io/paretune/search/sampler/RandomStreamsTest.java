package io.paretune.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RandomStreamsTest {

  @Test
  void drawsWhatItDrewWhenThisWasWritten() {
    assertThat(RandomStreams.of(7, 0, "random").nextLong()).isEqualTo(-1256444046042583406L);
    assertThat(RandomStreams.of(7, 1, "random").nextLong()).isEqualTo(3022347514957404407L);
    assertThat(RandomStreams.of(-1, 3, "nsga2").nextLong()).isEqualTo(-7940136843595857088L);
  }

  @Test
  void everyArgumentMatters() {
    Set<Long> draws = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      for (long trial = 0; trial < 10; trial++) {
        for (String purpose : new String[] {"", "a", "b", "ab", "ba"}) {
          draws.add(RandomStreams.of(seed, trial, purpose).nextLong());
        }
      }
    }
    assertThat(draws).hasSize(500);
  }
}
