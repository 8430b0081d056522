package io.paretune.experiments.config.space;

import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a search space written in YAML: a mapping from names to parameters, groups, branches and
 * repeats, with the names and conditions that {@link SpaceBuilder} gives them.
 *
 * <pre>{@code
 * space:
 *   depth: {whole: [1, 3]}
 *   width: {whole: [8, 64], step: 8}
 *   rate: {log-real: [1e-4, 0.1]}
 *   activation: [relu, gelu]
 *   slope: {real: [0, 1], when: {activation: relu, depth: {at-least: 2}}}
 *   stem: {group: {width: {whole: [8, 64]}}}
 *   optimizer:
 *     branch:
 *       sgd: {momentum: {real: [0, 0.99]}}
 *       none: {}
 *   blocks:
 *     repeat: [1, 4]
 *     of: {group: {kernel: [3, 5]}}
 * }</pre>
 */
public final class SpaceReader {

  /** The key under which a space stands. */
  public static final String KEY = "space";

  /** What a parameter may be, and the keys that say more about it. */
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "real", List.of("step"),
          "log-real", List.of(),
          "whole", List.of("step"),
          "log-whole", List.of(),
          "choice", List.of(),
          "group", List.of(),
          "branch", List.of(),
          "repeat", List.of("of"));

  private static final List<String> KINDS_IN_ORDER =
      List.of("real", "log-real", "whole", "log-whole", "choice", "group", "branch", "repeat");

  private static final List<String> KEYS =
      List.of(
          "real",
          "log-real",
          "whole",
          "log-whole",
          "choice",
          "group",
          "branch",
          "repeat",
          "step",
          "of",
          "when");

  private SpaceReader() {}

  /**
   * Reads a text whose only key is {@code space}.
   *
   * @param source the file's name, for messages
   * @throws io.paretune.hardware.yaml.YamlException naming file, line and column of a mistake
   */
  public static SearchSpace read(String source, String text) {
    YamlSection root = YamlSection.read(source, "a search space", text, List.of(KEY));
    return read(root);
  }

  /** Reads what stands under the key {@code space}. */
  public static SearchSpace read(YamlSection root) {
    YamlSection section =
        root.section(KEY)
            .orElseThrow(
                () ->
                    root.refuse(
                        KEY,
                        "key 'space' is missing, for instance space: {level: {whole: [1, 9]}}"));
    SpaceBuilder space = SearchSpace.builder();
    addAll(space, section);
    return section.made(space::build);
  }

  private static void addAll(SpaceBuilder there, YamlSection section) {
    for (String name : section.keys()) {
      add(there, section, name, name);
    }
  }

  private static void add(SpaceBuilder there, YamlSection section, String key, String name) {
    if (section.isList(key)) {
      section.made(() -> there.choice(name, section.list(key).toArray()));
      return;
    }
    if (!section.isSection(key)) {
      throw section.refuse(
          key,
          "'%s' must say what it is, for instance {whole: [1, 4]}, {real: [0, 1]} or [small, large]"
              .formatted(key));
    }
    YamlSection part = section.section(key, KEYS).orElseThrow();
    List<String> kinds = KINDS_IN_ORDER.stream().filter(part::has).toList();
    if (kinds.size() != 1) {
      throw section.refuse(
          key,
          "'%s' must be exactly one of %s, got %s"
              .formatted(
                  key,
                  String.join(", ", KINDS_IN_ORDER),
                  kinds.isEmpty() ? "none" : String.join(" and ", kinds)));
    }
    String kind = kinds.get(0);
    List<String> keys = new ArrayList<>(List.of(kind, "when"));
    keys.addAll(KINDS.getOrDefault(kind, List.of()));
    part.only(keys);
    Optional<Condition> when = when(there, part);
    if (when.isPresent()) {
      there.when(when.get(), conditional -> add(conditional, part, kind, name, key));
    } else {
      add(there, part, kind, name, key);
    }
  }

  private static void add(
      SpaceBuilder there, YamlSection part, String kind, String name, String key) {
    switch (kind) {
      case "group" -> there.group(name, inside -> addAll(inside, inner(part, kind)));
      case "branch" -> {
        YamlSection options = inner(part, kind);
        part.made(
            () ->
                there.branch(
                    name,
                    branch -> {
                      for (String option : options.keys()) {
                        branch.option(option, inside -> addAll(inside, inner(options, option)));
                      }
                    }));
      }
      case "repeat" -> {
        if (!part.has("of")) {
          throw part.refuse("of", "'" + key + "' repeats nothing: key 'of' is missing");
        }
        List<Long> size =
            part.isList("repeat")
                ? wholes(part, "repeat")
                : List.of(part.whole("repeat", 1, Integer.MAX_VALUE));
        // beyond an int is beyond what the builder allows
        int min = (int) Math.min(Integer.MAX_VALUE, size.get(0));
        int max = (int) Math.min(Integer.MAX_VALUE, size.get(size.size() - 1));
        part.made(
            () -> there.repeat(name, min, max, (list, element) -> add(list, part, "of", element)));
      }
      default -> part.made(() -> single(there, part, kind, name));
    }
  }

  private static YamlSection inner(YamlSection part, String key) {
    return part.section(key).orElseThrow();
  }

  private static SpaceBuilder single(
      SpaceBuilder there, YamlSection part, String kind, String name) {
    switch (kind) {
      case "real" -> {
        List<Double> ends = reals(part, kind);
        double step = part.real("step", 0, Double.POSITIVE_INFINITY, 0);
        if (part.has("step") && step == 0) {
          throw part.refuse("step", "'step' must be over 0; leave it out for every number between");
        }
        return there.real(name, ends.get(0), ends.get(1), step);
      }
      case "log-real" -> {
        List<Double> ends = reals(part, kind);
        return there.logReal(name, ends.get(0), ends.get(1));
      }
      case "whole" -> {
        List<Long> ends = wholes(part, kind);
        long step = part.whole("step", 1, Long.MAX_VALUE, 1);
        return there.whole(name, ends.get(0), ends.get(1), step);
      }
      case "log-whole" -> {
        List<Long> ends = wholes(part, kind);
        return there.logWhole(name, ends.get(0), ends.get(1));
      }
      default -> {
        return there.choice(name, part.list(kind).toArray());
      }
    }
  }

  private static List<Double> reals(YamlSection part, String kind) {
    return two(part, kind, "[0.1, 2]").stream()
        .map(
            value -> {
              if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                return number.doubleValue();
              }
              throw part.refuse(kind, "'" + kind + "' must hold two numbers, got '" + value + "'");
            })
        .toList();
  }

  private static List<Long> wholes(YamlSection part, String kind) {
    return two(part, kind, "[1, 4]").stream()
        .map(
            value -> {
              if (value instanceof Long number) {
                return number;
              }
              throw part.refuse(
                  kind, "'" + kind + "' must hold two whole numbers, got '" + value + "'");
            })
        .toList();
  }

  private static List<Object> two(YamlSection part, String kind, String example) {
    List<Object> ends = part.list(kind);
    if (ends.size() != 2) {
      throw part.refuse(
          kind,
          "'%s' must hold the smallest and the largest value, like %s, got %s"
              .formatted(kind, example, ends));
    }
    return ends;
  }

  /** What stands under the key {@code when}: a mapping, or a list of them. */
  private static Optional<Condition> when(SpaceBuilder there, YamlSection part) {
    if (!part.has("when")) {
      return Optional.empty();
    }
    List<Condition> all = new ArrayList<>();
    List<YamlSection> sections =
        part.isList("when")
            ? part.sections("when", there.known())
            : List.of(part.section("when", there.known()).orElseThrow());
    for (YamlSection section : sections) {
      for (String name : section.keys()) {
        Parameter parameter = there.meant(name).orElseThrow();
        all.add(condition(section, name, parameter));
      }
    }
    if (all.isEmpty()) {
      throw part.refuse("when", "'when' must name a parameter, for instance {optimizer: sgd}");
    }
    return Optional.of(Condition.all(all.toArray(Condition[]::new)));
  }

  private static Condition condition(YamlSection section, String name, Parameter parameter) {
    if (section.isSection(name)) {
      double bound =
          section
              .section(name, List.of("at-least"))
              .orElseThrow()
              .real("at-least", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
      return Condition.atLeast(name, bound);
    }
    List<Object> values = section.isList(name) ? section.list(name) : List.of(section.value(name));
    for (Object value : values) {
      try {
        parameter.domain().canonical(value);
      } catch (IllegalArgumentException outside) {
        throw section.refuse(
            name, outside.getMessage() + " (parameter '" + parameter.name() + "')");
      }
    }
    return Condition.in(name, values.toArray());
  }
}
