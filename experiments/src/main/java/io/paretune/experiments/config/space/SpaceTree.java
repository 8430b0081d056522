package io.paretune.experiments.config.space;

import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups, branches and repeats of which a flat list of parameters was made. What fits no
 * shape stays a parameter with its whole name and condition.
 */
public final class SpaceTree {

  private SpaceTree() {}

  /** A part of a space; {@code when} holds conditions beyond those of the parts around it. */
  sealed interface Part {

    /**
     * A parameter.
     *
     * @param domain its values
     * @param when when it exists, with names as they are seen from its place
     */
    record Single(Domain domain, List<Condition> when) implements Part {}

    /**
     * Parameters under a common name.
     *
     * @param parts by name
     * @param when when it exists
     */
    record Group(Map<String, Part> parts, List<Condition> when) implements Part {}

    /**
     * A choice with parameters under its options.
     *
     * @param options the parts of each
     * @param when when it exists
     */
    record Branches(Map<String, Map<String, Part>> options, List<Condition> when) implements Part {}

    /**
     * A list of alike elements.
     *
     * @param min smallest length
     * @param max largest length
     * @param element what each is
     * @param when when it exists
     */
    record Repeat(int min, int max, Part element, List<Condition> when) implements Part {}
  }

  /** The parts of a space, by name. */
  static Map<String, Part> of(SearchSpace space) {
    Map<String, Part> parts = inside(space.parameters(), "", List.of());
    return parts == null ? flat(space) : parts;
  }

  /** Each parameter by itself. */
  static Map<String, Part> flat(SearchSpace space) {
    Map<String, Part> parts = new LinkedHashMap<>();
    for (Parameter parameter : space.parameters()) {
      parts.put(
          parameter.name(), new Part.Single(parameter.domain(), conditions(parameter.condition())));
    }
    return parts;
  }

  /** Parts whose names begin with a scope; null if one lacks the conditions around them. */
  private static @Nullable Map<String, Part> inside(
      List<Parameter> parameters, String scope, List<Condition> around) {
    Map<String, Part> parts = new LinkedHashMap<>();
    int from = 0;
    while (from < parameters.size()) {
      String name = parameters.get(from).name().substring(scope.length()).split("[.\\[]", 2)[0];
      int to = from;
      while (to < parameters.size() && isOf(parameters.get(to).name(), scope + name)) {
        to++;
      }
      List<Parameter> run = parameters.subList(from, Math.max(to, from + 1));
      Part part = parts.containsKey(name) ? null : part(run, scope + name, scope, around);
      if (part != null) {
        parts.put(name, part);
      } else {
        for (Parameter parameter : run) {
          List<Condition> own = own(parameter, around);
          if (own == null) {
            return null;
          }
          parts.put(
              parameter.name().substring(scope.length()),
              new Part.Single(parameter.domain(), seen(own, scope)));
        }
      }
      from += run.size();
    }
    return parts;
  }

  private static boolean isOf(String name, String whole) {
    return name.equals(whole) || name.startsWith(whole + ".") || name.startsWith(whole + "[");
  }

  /** The one part that some parameters are; null if they are not. */
  private static @Nullable Part part(
      List<Parameter> run, String name, String scope, List<Condition> around) {
    if (run.isEmpty()) {
      return null;
    }
    Parameter first = run.get(0);
    List<Condition> own = own(first, around);
    if (own == null) {
      return null;
    }
    List<Condition> all = join(around, own);
    List<Condition> when = seen(own, scope);
    if (first.name().equals(name)) {
      return run.size() == 1
          ? new Part.Single(first.domain(), when)
          : branches(run, name, when, all);
    }
    List<Parameter> rest = run.subList(1, run.size());
    if (first.name().equals(name + ".size")
        && first.domain() instanceof Whole size
        && size.step() == 1
        && size.low() >= 0
        && size.low() < size.high()
        && size.high() <= rest.size()) {
      Part repeat = repeat(rest, name, (int) size.low(), (int) size.high(), scope, when, all);
      if (repeat != null) {
        return repeat;
      }
    }
    if (first.name().startsWith(name + "[")) {
      int length = 0;
      while (startsElement(run, name + "[" + length + "]")) {
        length++;
      }
      return length == 0 ? null : repeat(run, name, length, length, scope, when, all);
    }
    Map<String, Part> parts =
        run.stream().allMatch(parameter -> parameter.name().startsWith(name + "."))
            ? inside(run, name + ".", all)
            : null;
    return parts == null ? null : new Part.Group(parts, when);
  }

  private static boolean startsElement(List<Parameter> run, String element) {
    return run.stream().anyMatch(parameter -> isOf(parameter.name(), element));
  }

  private static @Nullable Part branches(
      List<Parameter> run, String name, List<Condition> when, List<Condition> around) {
    if (!(run.get(0).domain() instanceof Choice choice)) {
      return null;
    }
    Map<String, Map<String, Part>> options = new LinkedHashMap<>();
    int from = 1;
    for (Object option : choice.options()) {
      String scope = name + "." + option + ".";
      int to = from;
      while (to < run.size() && run.get(to).name().startsWith(scope)) {
        to++;
      }
      Map<String, Part> parts =
          inside(run.subList(from, to), scope, join(around, List.of(Condition.in(name, option))));
      if (!(option instanceof String word) || parts == null) {
        return null;
      }
      options.put(word, parts);
      from = to;
    }
    return from == run.size() ? new Part.Branches(options, when) : null;
  }

  private static @Nullable Part repeat(
      List<Parameter> run,
      String name,
      int min,
      int max,
      String scope,
      List<Condition> when,
      List<Condition> around) {
    Part each = null;
    int from = 0;
    for (int i = 0; i < max; i++) {
      String element = name + "[" + i + "]";
      int to = from;
      while (to < run.size() && isOf(run.get(to).name(), element)) {
        to++;
      }
      List<Condition> longEnough =
          i < min ? around : join(around, List.of(Condition.atLeast(name + ".size", i + 1)));
      Part part = part(run.subList(from, to), element, scope, longEnough);
      if (part == null || (each != null && !each.equals(part))) {
        return null;
      }
      each = part;
      from = to;
    }
    return each == null || from < run.size() ? null : new Part.Repeat(min, max, each, when);
  }

  /** A parameter's conditions beyond some; null if it lacks one of those. */
  private static @Nullable List<Condition> own(Parameter parameter, List<Condition> around) {
    List<Condition> all = conditions(parameter.condition());
    return all.size() >= around.size() && all.subList(0, around.size()).equals(around)
        ? all.subList(around.size(), all.size())
        : null;
  }

  private static List<Condition> conditions(Condition condition) {
    if (condition instanceof Condition.All all) {
      return all.conditions();
    }
    return condition instanceof Condition.Always ? List.of() : List.of(condition);
  }

  private static List<Condition> join(List<Condition> first, List<Condition> second) {
    List<Condition> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  /** Conditions with the names by which a scope sees the parameters. */
  private static List<Condition> seen(List<Condition> conditions, String scope) {
    List<Condition> all = new ArrayList<>();
    for (Condition condition : conditions) {
      if (condition instanceof Condition.In in) {
        all.add(new Condition.In(seen(in.parameter(), scope), in.values()));
      } else if (condition instanceof Condition.AtLeast atLeast) {
        all.add(new Condition.AtLeast(seen(atLeast.parameter(), scope), atLeast.bound()));
      }
    }
    return all;
  }

  private static String seen(String name, String scope) {
    String around = scope;
    while (!around.isEmpty() && !name.startsWith(around)) {
      around = around.substring(0, around.lastIndexOf('.', around.length() - 2) + 1);
    }
    return name.substring(around.length());
  }
}
