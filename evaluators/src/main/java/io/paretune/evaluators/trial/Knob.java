package io.paretune.evaluators.trial;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * A number that is either fixed or searched.
 *
 * @param name the parameter's name, if it is searched
 * @param domain what to search; empty if it is fixed
 * @param fixed the value if it is fixed; not used otherwise
 */
public record Knob(String name, Optional<Domain> domain, double fixed) {

  /** A fixed number. */
  public static Knob fixed(String name, double value) {
    return new Knob(name, Optional.empty(), value);
  }

  /** A searched number. */
  public static Knob searched(String name, Domain domain) {
    return new Knob(name, Optional.of(domain), Double.NaN);
  }

  /** The parameter, if there is one. */
  public List<Parameter> parameters() {
    return domain.map(searched -> Parameter.of(name, searched)).stream().toList();
  }

  /** The number at a point of the space. */
  public double at(Assignment assignment) {
    return domain.isPresent() ? assignment.real(name) : fixed;
  }
}
