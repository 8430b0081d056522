package io.paretune.evaluators.family;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Whole;
import java.util.List;
import java.util.Optional;

/**
 * One elastic property of a family: a parameter if it has several values, a constant if it has one.
 *
 * @param name of the parameter
 * @param values ascending
 */
record Option(String name, List<Integer> values) {

  int smallest() {
    return values.get(0);
  }

  int largest() {
    return values.get(values.size() - 1);
  }

  boolean fixed() {
    return values.size() == 1;
  }

  /** The parameter to search, if there is a choice. */
  Optional<Parameter> parameter() {
    return fixed() ? Optional.empty() : Optional.of(Parameter.of(name, domain()));
  }

  private Domain domain() {
    int step = values.get(1) - values.get(0);
    boolean grid =
        (largest() - smallest()) % step == 0
            && values.size() == 1 + (largest() - smallest()) / step;
    for (int i = 1; i < values.size(); i++) {
      grid &= values.get(i) - values.get(i - 1) == step;
    }
    return grid ? new Whole(smallest(), largest(), step) : Choice.of(values.toArray());
  }

  /** The value at a point of the space. */
  int at(Assignment assignment) {
    if (fixed()) {
      return smallest();
    }
    long value = assignment.whole(name);
    if (value < smallest() || value > largest() || !values.contains((int) value)) {
      throw new IllegalArgumentException(
          "parameter '%s' must be one of %s, got %d".formatted(name, values, value));
    }
    return (int) value;
  }

  /** When the value is at least this bound. */
  Condition atLeast(int bound) {
    return smallest() >= bound ? Condition.always() : Condition.atLeast(name, bound);
  }
}
