package io.paretune.experiments.config.space;

import io.paretune.experiments.config.space.SpaceTree.Part;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Assignments in the shape in which {@link SpaceReader} reads their space: groups are maps, repeats
 * are lists as long as they are, a branch is a map with one key, the option that was chosen.
 * Parameters that do not exist at a point are left out.
 *
 * <pre>{@code
 * {"depth": 2, "stem": {"width": 16}, "optimizer": {"sgd": {"momentum": 0.9}},
 *  "blocks": [{"kernel": 3}, {"kernel": 5}]}
 * }</pre>
 */
public final class AssignmentTree {

  private final Map<String, Part> parts;

  private AssignmentTree(Map<String, Part> parts) {
    this.parts = parts;
  }

  /** The shape of a space. */
  public static AssignmentTree of(SearchSpace space) {
    return new AssignmentTree(SpaceTree.of(space));
  }

  /**
   * A point in this shape.
   *
   * @return maps, lists and values: {@code Long}, {@code Double}, {@code Boolean}, {@code String}
   */
  public Map<String, Object> of(Assignment point) {
    return inside(parts, "", point);
  }

  private static Map<String, Object> inside(
      Map<String, Part> parts, String scope, Assignment point) {
    Map<String, Object> values = new LinkedHashMap<>();
    parts.forEach(
        (name, part) -> value(part, scope + name, point).ifPresent(it -> values.put(name, it)));
    return values;
  }

  private static Optional<Object> value(Part part, String name, Assignment point) {
    if (part instanceof Part.Group group) {
      Map<String, Object> inner = inside(group.parts(), name + ".", point);
      return inner.isEmpty() ? Optional.empty() : Optional.of(inner);
    }
    if (part instanceof Part.Repeat repeat) {
      return list(repeat, name, point);
    }
    if (!point.has(name)) {
      return Optional.empty();
    }
    Object value = point.value(name);
    if (part instanceof Part.Branches branches) {
      String option = String.valueOf(value);
      Map<String, Part> inner = branches.options().getOrDefault(option, Map.of());
      return Optional.of(Map.of(option, inside(inner, name + "." + option + ".", point)));
    }
    return Optional.of(value);
  }

  private static Optional<Object> list(Part.Repeat repeat, String name, Assignment point) {
    boolean fixed = repeat.min() == repeat.max();
    if (!fixed && !point.has(name + ".size")) {
      return Optional.empty();
    }
    long size = fixed ? repeat.max() : point.whole(name + ".size");
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      value(repeat.element(), name + "[" + i + "]", point).ifPresent(elements::add);
    }
    return fixed && elements.isEmpty() ? Optional.empty() : Optional.of(elements);
  }
}
