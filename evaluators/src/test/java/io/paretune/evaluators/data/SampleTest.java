package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleTest {

  private static final Split SPLIT = DataSets.open(DataSpec.of("digits")).train();

  @Property(tries = 50, seed = "40451")
  void placesAreSpreadEvenly(@ForAll @IntRange(min = 1, max = 1000) int wanted) {
    int count = Math.min(wanted, SPLIT.size());
    Set<Integer> seen = new HashSet<>();
    int longest = (SPLIT.size() + count - 1) / count;
    for (int place = 0; place < count; place++) {
      int example = SPLIT.sampled(place, count);
      seen.add(example);
      int next = place + 1 < count ? SPLIT.sampled(place + 1, count) : SPLIT.size();
      assertThat(next - example).isBetween(1, longest);
    }
    assertThat(seen).hasSize(count).contains(0);
  }

  @Test
  void aSampleOfAllIsTheSplit() {
    float[][] all = SPLIT.sample(1_000_000);
    assertThat(all).hasNumberOfRows(SPLIT.size());
    float[] flat = SPLIT.inputs(0, SPLIT.size());
    int volume = all[0].length;
    for (int i = 0; i < all.length; i += 97) {
      for (int v = 0; v < volume; v++) {
        assertThat(all[i][v]).isEqualTo(flat[i * volume + v]);
      }
    }
    assertThat(SPLIT.sample(2, 5, 10)).hasSize(3 * volume);
    assertThat(SPLIT.sample(10)[2]).startsWith(SPLIT.sample(2, 3, 10)[0]);
  }
}
