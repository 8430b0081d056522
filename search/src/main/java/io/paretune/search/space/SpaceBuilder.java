package io.paretune.search.space;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Collects the parameters of a space; see {@link SearchSpace#builder}.
 *
 * <p>Beside single parameters it knows three shapes, the same that a record type and an experiment
 * file can express: a <em>group</em> puts its name before those of its parameters ({@code
 * stem.width}), a <em>branch</em> is a choice whose options have parameters of their own ({@code
 * optimizer.sgd.momentum}), and a <em>repeat</em> is a list of alike elements ({@code
 * blocks[0].width}).
 *
 * <p>A condition inside a group, an option or an element means by a name what is nearest: a
 * parameter declared there, else one of what is around it, else one of the whole space.
 */
public final class SpaceBuilder {

  /** Beyond this a space is a mistake, such as lists of long lists; no sampler could search it. */
  private static final int MOST_PARAMETERS = 100_000;

  private final String scope;
  private final Condition condition;
  private final Collected collected;

  /** What a builder and those that it hands to the shapes have in common. */
  private record Collected(List<Parameter> inOrder, Map<String, Parameter> byName) {}

  SpaceBuilder() {
    this("", Condition.always(), new Collected(new ArrayList<>(), new LinkedHashMap<>()));
  }

  private SpaceBuilder(String scope, Condition condition, Collected collected) {
    this.scope = scope;
    this.condition = condition;
    this.collected = collected;
  }

  /** Adds a real number, {@code low} to {@code high}. */
  public SpaceBuilder real(String name, double low, double high) {
    return add(name, () -> Real.between(low, high));
  }

  /** Adds a real number on a grid. */
  public SpaceBuilder real(String name, double low, double high, double step) {
    return add(name, () -> new Real(low, high, step));
  }

  /** Adds a real number on a logarithmic scale. */
  public SpaceBuilder logReal(String name, double low, double high) {
    return add(name, () -> new LogReal(low, high));
  }

  /** Adds a whole number, both bounds included. */
  public SpaceBuilder whole(String name, long low, long high) {
    return add(name, () -> Whole.between(low, high));
  }

  /** Adds a whole number on a grid. */
  public SpaceBuilder whole(String name, long low, long high, long step) {
    return add(name, () -> new Whole(low, high, step));
  }

  /** Adds a whole number on a logarithmic scale. */
  public SpaceBuilder logWhole(String name, long low, long high) {
    return add(name, () -> new LogWhole(low, high));
  }

  /** Adds a choice among words, numbers or booleans. */
  public SpaceBuilder choice(String name, Object... options) {
    return add(name, () -> Choice.of(options));
  }

  /** Adds a parameter with a domain made elsewhere. */
  public SpaceBuilder parameter(String name, Domain domain) {
    return add(name, () -> domain);
  }

  /** Adds parameters that exist only under a condition. */
  public SpaceBuilder when(Condition when, Consumer<SpaceBuilder> then) {
    Condition both = Condition.all(condition, meant(when));
    then.accept(new SpaceBuilder(scope, both, collected));
    return this;
  }

  /**
   * Adds parameters whose names begin with the group's: {@code width} becomes {@code stem.width}.
   */
  public SpaceBuilder group(String name, Consumer<SpaceBuilder> parameters) {
    parameters.accept(new SpaceBuilder(scope + name + ".", condition, collected));
    return this;
  }

  /**
   * Adds a choice of words, each of which may have parameters that exist only when it is chosen;
   * their names begin with the choice's and the option's, as {@code optimizer.sgd.momentum}.
   */
  public SpaceBuilder branch(String name, Consumer<Branch> options) {
    Branch branch = new Branch(name);
    options.accept(branch);
    choice(name, branch.options().keySet().toArray());
    branch
        .options()
        .forEach(
            (option, parameters) ->
                when(
                    Condition.in(name, option),
                    chosen -> chosen.group(name + "." + option, parameters)));
    return this;
  }

  /**
   * Adds a list of groups: the parameters of element {@code i}, whose names begin with {@code
   * name[i]}, exist when the list is long enough. Its length is the parameter {@code name.size},
   * unless {@code min} equals {@code max} and there is nothing to choose.
   *
   * @param min smallest length, at least 0
   * @param max largest length, at least 1
   * @param element adds the parameters of one element; called once for each
   */
  public SpaceBuilder repeat(String name, int min, int max, Consumer<SpaceBuilder> element) {
    return repeat(name, min, max, (there, itself) -> there.group(itself, element));
  }

  /**
   * Adds a list whose elements are no groups: each may be a parameter, a branch or a list itself.
   *
   * <pre>{@code
   * space.repeat("kernels", 1, 4, (there, kernel) -> there.choice(kernel, 3, 5));
   * }</pre>
   *
   * @param min smallest length, at least 0
   * @param max largest length, at least 1
   * @param element given where to add one element, and its name there
   */
  public SpaceBuilder repeat(
      String name, int min, int max, BiConsumer<SpaceBuilder, String> element) {
    if (min < 0 || max < 1 || min > max || max > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "0 <= min <= max and 1 <= max <= %d must hold, got min=%d, max=%d (list '%s')"
              .formatted(MOST_PARAMETERS, min, max, scope + name));
    }
    String length = name + ".size";
    if (min < max) {
      whole(length, min, max);
    }
    for (int i = 0; i < max; i++) {
      String itself = name + "[" + i + "]";
      if (i < min) {
        element.accept(this, itself);
      } else {
        when(Condition.atLeast(length, i + 1), longEnough -> element.accept(longEnough, itself));
      }
    }
    return this;
  }

  private SpaceBuilder add(String name, Supplier<Domain> domain) {
    String full = scope + name;
    if (collected.inOrder.size() == MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "a space may have at most %d parameters (parameter '%s'); make its lists shorter"
              .formatted(MOST_PARAMETERS, full));
    }
    try {
      Parameter parameter = new Parameter(full, domain.get(), condition);
      collected.inOrder.add(parameter);
      collected.byName.putIfAbsent(full, parameter);
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException(bad.getMessage() + " (parameter '" + full + "')", bad);
    }
    return this;
  }

  /** The parameter that a condition added here means by a name, if one was declared. */
  public Optional<Parameter> meant(String name) {
    String around = scope;
    while (true) {
      Parameter parameter = collected.byName.get(around + name);
      if (parameter != null || around.isEmpty()) {
        return Optional.ofNullable(parameter);
      }
      // "a.b." is in "a.", which is in ""
      around = around.substring(0, around.lastIndexOf('.', around.length() - 2) + 1);
    }
  }

  /** The names that a condition added here may use for what was declared so far, nearest first. */
  public List<String> known() {
    List<String> names = new ArrayList<>();
    for (String name : collected.byName.keySet()) {
      if (!scope.isEmpty() && name.startsWith(scope)) {
        names.add(name.substring(scope.length()));
      }
    }
    names.addAll(collected.byName.keySet());
    return List.copyOf(names);
  }

  /** A condition with full names, its values as their domains hold them. */
  private Condition meant(Condition given) {
    if (given instanceof Condition.In in && meant(in.parameter()).isPresent()) {
      Parameter parameter = meant(in.parameter()).orElseThrow();
      return new Condition.In(
          parameter.name(),
          in.values().stream().map(value -> canonical(parameter.domain(), value)).toList());
    }
    if (given instanceof Condition.AtLeast atLeast && meant(atLeast.parameter()).isPresent()) {
      return new Condition.AtLeast(
          meant(atLeast.parameter()).orElseThrow().name(), atLeast.bound());
    }
    if (given instanceof Condition.All all) {
      return new Condition.All(all.conditions().stream().map(this::meant).toList());
    }
    return given;
  }

  private static Object canonical(Domain domain, Object value) {
    try {
      return domain.canonical(value);
    } catch (IllegalArgumentException outside) {
      // build() refuses it, with the names of both parameters
      return value;
    }
  }

  /**
   * The space.
   *
   * @throws IllegalArgumentException if a name is used twice or a condition cannot hold
   */
  public SearchSpace build() {
    return SearchSpace.of(collected.inOrder);
  }
}
