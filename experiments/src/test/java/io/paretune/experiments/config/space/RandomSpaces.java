package io.paretune.experiments.config.space;

import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Domain;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.LogWhole;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Real;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.space.Whole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Spaces of every shape, with names that are easily confused and words that are easily misread. */
final class RandomSpaces {

  private static final List<String> NAMES = List.of("a", "b", "c-d", "size", "Off", "kind", "e1");
  private static final List<String> LISTED =
      List.of(
          "a",
          "a.size",
          "a.b",
          "a[0]",
          "a[0].b",
          "a[0].size",
          "a[1]",
          "a[1].b",
          "a.b.c",
          "a.b.a",
          "b",
          "b[0][0]",
          "b[0][1]",
          "b.size",
          "a.x.y",
          "c");
  private static final List<Object> WORDS =
      List.of(
          "x",
          "y",
          "yes",
          "NULL",
          "1",
          "1e3",
          "0x1f",
          "1:30",
          "",
          " ",
          "a: b",
          "- c",
          "#",
          "\"",
          "\\n",
          "\n\t",
          "\u00e9",
          "\u2028",
          "\ud83d\ude00",
          "{a}",
          "~",
          "<<",
          "=",
          ".inf",
          "true");

  private final Random random;

  RandomSpaces(Random random) {
    this.random = random;
  }

  /** A space made with a builder, of all its shapes. */
  SearchSpace built() {
    SpaceBuilder space = SearchSpace.builder().parameter("first", domain());
    add(space, 3);
    return space.build();
  }

  /** A space made of parameters as they come. */
  SearchSpace listed() {
    List<String> names = new ArrayList<>(LISTED);
    Collections.shuffle(names, random);
    List<Parameter> parameters = new ArrayList<>();
    for (String name : names.subList(0, 2 + random.nextInt(names.size() - 2))) {
      List<Condition> conditions = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0 && !parameters.isEmpty(); i--) {
        Parameter one = parameters.get(random.nextInt(parameters.size()));
        conditions.add(condition(one.name(), one.domain()));
      }
      Condition all =
          conditions.isEmpty()
              ? Condition.always()
              : Condition.all(conditions.toArray(Condition[]::new));
      parameters.add(new Parameter(name, domain(), all));
    }
    return SearchSpace.of(parameters);
  }

  private void add(SpaceBuilder there, int levels) {
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    for (String name : names.subList(0, 1 + random.nextInt(3))) {
      if (random.nextInt(4) == 0) {
        List<String> known = there.known();
        String other = known.get(random.nextInt(known.size()));
        Domain domain = there.meant(other).orElseThrow().domain();
        there.when(condition(other, domain), conditional -> add(conditional, name, levels));
      } else {
        add(there, name, levels);
      }
    }
  }

  private void add(SpaceBuilder there, String name, int levels) {
    switch (levels == 0 ? 0 : random.nextInt(6)) {
      case 1 -> there.group(name, inside -> add(inside, levels - 1));
      case 2, 3 ->
          there.branch(
              name,
              branch ->
                  branch
                      .option("p", inside -> add(inside, levels - 1))
                      .option("no")
                      .option("q", inside -> add(inside, levels - 1)));
      case 4, 5 -> {
        int min = random.nextInt(3);
        int max = Math.max(1, min + random.nextInt(3));
        long seed = random.nextLong();
        // every element is alike
        there.repeat(
            name,
            min,
            max,
            (list, element) -> new RandomSpaces(new Random(seed)).add(list, element, levels - 1));
      }
      default -> there.parameter(name, domain());
    }
  }

  private Condition condition(String name, Domain domain) {
    Object value = domain.fromUnit(random.nextDouble());
    if (value instanceof Number number && random.nextBoolean()) {
      return Condition.atLeast(name, number.doubleValue());
    }
    return random.nextBoolean()
        ? Condition.in(name, value)
        : Condition.in(name, value, domain.fromUnit(0));
  }

  private Domain domain() {
    double low = random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4);
    long whole = random.nextLong(-50, 50);
    return switch (random.nextInt(8)) {
      case 0 -> Real.between(low, low + 1 + random.nextDouble());
      case 1 -> new Real(whole, whole + 3, 0.25 * (1 + random.nextInt(3)));
      case 2 -> new LogReal(Math.abs(low) + 1e-300, Math.abs(low) + 1e9 * random.nextDouble() + 1);
      case 3 -> new Whole(whole, whole + random.nextInt(9), 1 + random.nextInt(3));
      case 4 -> new LogWhole(1 + random.nextInt(5), 6 + (1L << random.nextInt(40)));
      case 5 -> Choice.of(true, false);
      case 6 ->
          random.nextBoolean() ? Choice.of(3, 1, whole * 7 + 400) : Choice.of(0.5, 1, low + 99e4);
      default -> {
        List<Object> words = new ArrayList<>(WORDS);
        Collections.shuffle(words, random);
        yield new Choice(words.subList(0, 1 + random.nextInt(5)));
      }
    };
  }
}
