package io.paretune.experiments.program;

import io.paretune.hardware.yaml.Nearest;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One argument of a command: plain text in which {@code {name}} stands for a parameter's value, and
 * doubled braces for braces.
 *
 * @param pieces in turn plain text and the name of a parameter, beginning and ending with text
 */
record ArgumentTemplate(List<String> pieces) {

  private static final Pattern BRACES = Pattern.compile("\\{\\{|}}|\\{([^{}]*)}|[{}]");

  /** Copies the pieces. */
  ArgumentTemplate {
    pieces = List.copyOf(pieces);
  }

  /**
   * Reads an argument.
   *
   * @throws IllegalArgumentException if it names what is no parameter, or one that does not exist
   *     at every point of the space
   */
  static ArgumentTemplate of(String written, SearchSpace space) {
    List<String> pieces = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    Matcher matcher = BRACES.matcher(written);
    int from = 0;
    while (matcher.find()) {
      plain.append(written, from, matcher.start());
      from = matcher.end();
      String name = matcher.group(1);
      if (name != null) {
        pieces.add(plain.toString());
        pieces.add(parameter(name, space));
        plain.setLength(0);
      } else if (matcher.group().length() == 2) {
        plain.append(matcher.group().charAt(0));
      } else {
        throw new IllegalArgumentException(
            "'"
                + written
                + "' has a lone brace; write {name} for a parameter, {{ or }} for itself");
      }
    }
    pieces.add(plain.append(written.substring(from)).toString());
    return new ArgumentTemplate(pieces);
  }

  private static String parameter(String name, SearchSpace space) {
    Parameter parameter =
        space
            .parameter(name)
            .orElseThrow(
                () -> {
                  List<String> names = space.parameters().stream().map(Parameter::name).toList();
                  return new IllegalArgumentException(
                      "'{"
                          + name
                          + "}' must name a parameter of the space"
                          + Nearest.hint(name, names)
                          + " (for a brace itself write {{ or }})");
                });
    if (!(parameter.condition() instanceof Condition.Always)) {
      throw new IllegalArgumentException(
          "'{%s}' must always have a value, but exists only when %s; read it from the JSON"
              .formatted(name, parameter.condition().describe()));
    }
    return name;
  }

  /** The argument at a point of the space. */
  String at(Assignment point) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      text.append(i % 2 == 0 ? pieces.get(i) : point.value(pieces.get(i)));
    }
    return text.toString();
  }

  /** Whether it is the same at every point. */
  boolean plain() {
    return pieces.size() == 1;
  }
}
