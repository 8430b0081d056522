package io.paretune.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class SpaceIndexTest {

  /** A small space with conditions on conditions. */
  private static SearchSpace random(Random random) {
    List<Parameter> parameters = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Condition condition = Condition.always();
      if (i > 0 && random.nextInt(3) > 0) {
        condition = condition(parameters.get(random.nextInt(i)), random);
        if (random.nextInt(3) == 0) {
          condition =
              Condition.all(condition, condition(parameters.get(random.nextInt(i)), random));
        }
      }
      parameters.add(new Parameter("p" + i, domain(random), condition));
    }
    return SearchSpace.of(parameters);
  }

  private static Domain domain(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Whole(0, 2 + random.nextInt(4), 1 + random.nextInt(2));
      case 1 -> new LogWhole(1, 1 + random.nextInt(3));
      case 2 -> new Real(0, 0.4, 0.2);
      default -> Choice.of("a", "b, p1=c", "c");
    };
  }

  private static Condition condition(Parameter parent, Random random) {
    List<Object> values = parent.domain().values();
    Object value = values.get(random.nextInt(values.size()));
    return value instanceof Number number && random.nextBoolean()
        ? Condition.atLeast(parent.name(), number.doubleValue())
        : Condition.in(parent.name(), value);
  }

  private static List<Assignment> all(SearchSpace space, int from, Map<String, Object> before) {
    if (from == space.dimension()) {
      return List.of(Assignment.of(before));
    }
    Parameter parameter = space.parameters().get(from);
    if (!parameter.condition().holds(Assignment.of(before))) {
      return all(space, from + 1, before);
    }
    List<Assignment> found = new ArrayList<>();
    for (Object value : parameter.domain().values()) {
      Map<String, Object> with = new LinkedHashMap<>(before);
      with.put(parameter.name(), value);
      found.addAll(all(space, from + 1, with));
    }
    return found;
  }

  @Property(tries = 300, seed = "41029")
  void numbersAreABijectionInTheOrderOfTheValues(@ForAll long seed) {
    SearchSpace space = random(new Random(seed));
    List<Assignment> expected = all(space, 0, Map.of());
    SpaceIndex index = SpaceIndex.of(space).orElseThrow();
    assertThat(index.size()).isEqualTo(expected.size());
    assertThat(space.size()).hasValue(expected.size());
    assertThat(LongStream.range(0, index.size()).mapToObj(index::at)).isEqualTo(expected);
  }

  @Test
  void numbersOutsideAreRefused() {
    SpaceIndex index = SpaceIndex.of(SearchSpace.builder().whole("a", 1, 3).build()).orElseThrow();
    for (long number : new long[] {-1, 3}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.at(number))
          .withMessage("0 <= number < 3 must hold, got " + number);
    }
  }

  @Test
  void aContinuousSpaceHasNoSize() {
    assertThat(SearchSpace.builder().whole("a", 1, 3).real("b", 0, 1).build().size()).isEmpty();
  }

  @Test
  void aSpaceThatDoesNotFit63BitsIsNotCounted() {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < 63; i++) {
      space.choice("p" + i, "a", "b");
    }
    assertThat(space.build().size()).isEmpty();
    SpaceBuilder fits = SearchSpace.builder();
    for (int i = 0; i < 62; i++) {
      fits.choice("p" + i, "a", "b");
    }
    assertThat(fits.build().size()).hasValue(1L << 62);
  }

  @Test
  void aHugeRangeIsCountedAndNumberedWithoutBeingListed() {
    SearchSpace space = SearchSpace.builder().whole("a", 0, 999_999_999_999L).build();
    SpaceIndex index = SpaceIndex.of(space).orElseThrow();
    assertThat(index.at(123_456_789_012L).whole("a")).isEqualTo(123_456_789_012L);
  }

  @Test
  void manyConditionalBlocksAreCountedBlockByBlock() {
    // 12 blocks of 6 x 1 + 5 = 11 assignments each; 7^12 combinations of kinds
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < 12; i++) {
      String kind = "kind" + i;
      space.choice(kind, "a", "b", "c", "d", "e", "f", "g");
      int number = i;
      space.when(Condition.in(kind, "c"), c -> c.whole("width" + number, 1, 5));
    }
    assertThat(space.build().size()).hasValue((long) Math.pow(11, 12));
  }

  @Test
  void tooManyBranchesAtOnceAreNotCounted() {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < 22; i++) {
      space.choice("p" + i, "a", "b");
    }
    for (int i = 0; i < 22; i++) {
      String name = "q" + i;
      space.when(Condition.in("p" + i, "a"), then -> then.choice(name, "x", "y"));
    }
    assertThat(space.build().size()).isEmpty();
  }
}
