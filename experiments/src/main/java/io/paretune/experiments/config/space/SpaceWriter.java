package io.paretune.experiments.config.space;

import io.paretune.experiments.config.space.SpaceTree.Part;
import io.paretune.hardware.yaml.YamlException;
import io.paretune.hardware.yaml.YamlValues;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Domain;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.LogWhole;
import io.paretune.search.space.Real;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.Whole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a search space as YAML that {@link SpaceReader} reads as an equal one. */
public final class SpaceWriter {

  private final StringBuilder text = new StringBuilder(SpaceReader.KEY + ":\n");

  private SpaceWriter() {}

  /**
   * The text of a space, its groups, branches and repeats written as such where they can be told
   * from the parameters.
   */
  public static String write(SearchSpace space) {
    String shaped = write(SpaceTree.of(space));
    try {
      if (SpaceReader.read("written", shaped).equals(space)) {
        return shaped;
      }
    } catch (YamlException tooDeepOrAmbiguous) {
      // names that a shape would hide, or more levels than the reader takes: written flat below
    }
    return write(SpaceTree.flat(space));
  }

  private static String write(Map<String, Part> parts) {
    SpaceWriter writer = new SpaceWriter();
    writer.parts(parts, "  ");
    return writer.text.toString();
  }

  private void parts(Map<String, Part> parts, String indent) {
    parts.forEach((name, part) -> part(name, part, indent));
  }

  private void part(String name, Part part, String indent) {
    text.append(indent).append(YamlValues.word(name)).append(':');
    String inner = indent + "  ";
    if (part instanceof Part.Single single) {
      text.append(' ').append(single(single)).append('\n');
    } else if (part instanceof Part.Group group) {
      text.append('\n').append(inner).append("group:");
      block(group.parts(), inner + "  ");
      when(group.when(), inner);
    } else if (part instanceof Part.Branches branches) {
      text.append('\n').append(inner).append("branch:\n");
      branches
          .options()
          .forEach(
              (option, parts) -> {
                text.append(inner).append("  ").append(YamlValues.word(option)).append(':');
                block(parts, inner + "    ");
              });
      when(branches.when(), inner);
    } else if (part instanceof Part.Repeat repeat) {
      text.append('\n').append(inner).append("repeat: ");
      text.append(
          repeat.min() == repeat.max()
              ? repeat.max()
              : "[" + repeat.min() + ", " + repeat.max() + "]");
      text.append('\n');
      part("of", repeat.element(), inner);
      when(repeat.when(), inner);
    }
  }

  private void block(Map<String, Part> parts, String indent) {
    text.append(parts.isEmpty() ? " {}\n" : "\n");
    parts(parts, indent);
  }

  private void when(List<Condition> when, String indent) {
    if (!when.isEmpty()) {
      text.append(indent).append("when: ").append(conditions(when)).append('\n');
    }
  }

  private static String single(Part.Single single) {
    if (single.domain() instanceof Choice choice && single.when().isEmpty()) {
      return values(choice.options());
    }
    String condition = single.when().isEmpty() ? "" : ", when: " + conditions(single.when());
    return "{" + domain(single.domain()) + condition + "}";
  }

  private static String domain(Domain domain) {
    if (domain instanceof Real real) {
      return "real: [%s, %s]".formatted(real(real.low()), real(real.high()))
          + (real.step() > 0 ? ", step: " + real(real.step()) : "");
    }
    if (domain instanceof LogReal real) {
      return "log-real: [%s, %s]".formatted(real(real.low()), real(real.high()));
    }
    if (domain instanceof Whole whole) {
      return "whole: [%d, %d]".formatted(whole.low(), whole.high())
          + (whole.step() > 1 ? ", step: " + whole.step() : "");
    }
    if (domain instanceof LogWhole whole) {
      return "log-whole: [%d, %d]".formatted(whole.low(), whole.high());
    }
    return "choice: " + values(((Choice) domain).options());
  }

  private static String conditions(List<Condition> conditions) {
    List<String> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Condition condition : conditions) {
      names.addAll(condition.parameters());
      entries.add(condition(condition));
    }
    // a mapping cannot hold two conditions on one parameter; a list of mappings can
    return names.size() == conditions.size()
        ? "{" + String.join(", ", entries) + "}"
        : entries.stream()
            .map(entry -> "{" + entry + "}")
            .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String condition(Condition condition) {
    if (condition instanceof Condition.AtLeast atLeast) {
      return YamlValues.word(atLeast.parameter()) + ": {at-least: " + real(atLeast.bound()) + "}";
    }
    Condition.In in = (Condition.In) condition;
    return YamlValues.word(in.parameter())
        + ": "
        + (in.values().size() == 1 ? value(in.values().get(0)) : values(in.values()));
  }

  private static String values(List<Object> values) {
    return values.stream().map(SpaceWriter::value).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String value(Object value) {
    if (value instanceof Double number) {
      return number.toString();
    }
    return value instanceof String text ? YamlValues.word(text) : value.toString();
  }

  /** The shortest form that is read as this number; {@code 1} is read as 1.0 where one is due. */
  private static String real(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString((long) number);
    }
    return Double.toString(number).replace(".0E", "e").replace('E', 'e');
  }
}
