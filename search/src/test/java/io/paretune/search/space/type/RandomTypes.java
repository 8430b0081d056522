package io.paretune.search.space.type;

import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Record types as Java source, each with the space that a builder makes of the same parts. */
final class RandomTypes {

  private static final List<List<String>> NAMES =
      List.of(
          List.of("alpha", "alpha"),
          List.of("learningRate", "learning-rate"),
          List.of("l2Norm", "l2-norm"),
          List.of("size", "size"),
          List.of("HTTPCache", "http-cache"));

  private final Random random;
  private final StringBuilder source = new StringBuilder("final class Types {\n");
  private int types;

  RandomTypes(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A part of a space.
   *
   * @param type how it is written as a component's type, annotations included
   * @param declare how a builder adds it under a name
   */
  record Part(String type, BiConsumer<SpaceBuilder, String> declare) {}

  /**
   * A record type.
   *
   * @param name simple name of the record, nested in {@code Types}
   * @param space what it must be equal to
   */
  record Root(String name, SearchSpace space) {}

  Root root() {
    Part part = group(3, "");
    SpaceBuilder space = SearchSpace.builder();
    part.declare.accept(space, "");
    return new Root(part.type, space.build());
  }

  String source() {
    return source + "}\n";
  }

  private Part part(int levels, boolean boxed) {
    return switch (random.nextInt(levels == 0 ? 5 : 9)) {
      case 0 -> whole(boxed);
      case 1 -> {
        double least = 1e-6 * (1 + random.nextDouble());
        yield new Part(
            "@io.paretune.search.space.type.LogRange(min = %s, max = 2.5) %s"
                .formatted(least, boxed ? "Double" : "double"),
            (space, name) -> space.logReal(name, least, 2.5));
      }
      case 2 ->
          new Part(boxed ? "Boolean" : "boolean", (space, name) -> space.choice(name, false, true));
      case 3 ->
          new Part(
              "@io.paretune.search.space.type.Numbers({0.5, 3, -1}) " + (boxed ? "Float" : "float"),
              (space, name) -> space.choice(name, 0.5, 3, -1));
      case 4 -> {
        String constants = "E" + types++;
        source.append("  enum %s { FIRST_ONE, Second, T3 }%n".formatted(constants));
        yield new Part(constants, (space, name) -> space.choice(name, "first-one", "second", "t3"));
      }
      case 5, 6 -> {
        Part record = group(levels - 1, "");
        yield new Part(record.type, (space, name) -> space.group(name, inside(record)));
      }
      case 7 -> branch(levels - 1);
      default -> list(levels - 1);
    };
  }

  private Part whole(boolean boxed) {
    int low = random.nextInt(10) - 5;
    int step = 1 + random.nextInt(3);
    return new Part(
        "@io.paretune.search.space.type.Range(min = %d, max = %d, step = %d) %s"
            .formatted(low, low + 9, step, boxed ? "Integer" : "int"),
        (space, name) -> space.whole(name, low, (long) low + 9, step));
  }

  private Part list(int levels) {
    int min = random.nextInt(3);
    int max = Math.max(1, min + random.nextInt(3));
    Part element = part(levels, true);
    // the annotation of a qualified type stands before its simple name
    return new Part(
        "java.util.@io.paretune.search.space.type.Size(min = %d, max = %d) List<%s>"
            .formatted(min, max, element.type),
        (space, name) -> space.repeat(name, min, max, element.declare));
  }

  private static Consumer<SpaceBuilder> inside(Part record) {
    return space -> record.declare.accept(space, "");
  }

  /** A record; its builder's form adds the components where it is told, without a name. */
  private Part group(int levels, String implemented) {
    String name = "R" + types++;
    List<List<String>> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    List<String> components = new ArrayList<>();
    List<BiConsumer<SpaceBuilder, String>> parts = new ArrayList<>();
    for (List<String> one : names.subList(0, 1 + random.nextInt(3))) {
      Part part = part(levels, false);
      components.add(part.type + " " + one.get(0));
      parts.add((space, nothing) -> part.declare.accept(space, one.get(1)));
    }
    source.append(
        "  record %s(%s)%s {}%n".formatted(name, String.join(", ", components), implemented));
    return new Part(name, (space, nothing) -> parts.forEach(part -> part.accept(space, "")));
  }

  private Part branch(int levels) {
    String name = "S" + types++;
    Part first = group(levels, " implements " + name);
    String empty = "Empty" + types++;
    Part last = group(levels, " implements Sub" + name);
    source.append(
        "  sealed interface %s permits %s, %s, Sub%s {}%n"
            .formatted(name, first.type, empty, name));
    source.append(
        "  sealed interface Sub%s extends %s permits %s {}%n".formatted(name, name, last.type));
    source.append("  record %s() implements %s {}%n".formatted(empty, name));
    return new Part(
        name,
        (space, branch) ->
            space.branch(
                branch,
                options ->
                    options
                        .option(first.type.toLowerCase(Locale.ROOT), inside(first))
                        .option(empty.toLowerCase(Locale.ROOT))
                        .option(last.type.toLowerCase(Locale.ROOT), inside(last))));
  }
}
