package io.paretune.experiments.command.profile;

import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Shape;
import io.paretune.hardware.yaml.YamlValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Options of a family from the command line, with the kinds that they would have in YAML. */
public final class FamilyOptions {

  private static final Pattern IMAGE = Pattern.compile("(\\d{1,5})x(\\d{1,5})x(\\d{1,5})");
  private static final Pattern TEXT = Pattern.compile("(\\d{1,5})of(\\d{1,8})");

  private FamilyOptions() {}

  /**
   * What the networks read.
   *
   * @param text of an image {@code CxHxW}, of a text {@code NofV}: tokens, and words that there are
   * @throws IllegalArgumentException for a text of another form, and numbers out of range
   */
  static Shape example(String text) {
    Matcher image = IMAGE.matcher(text);
    if (image.matches()) {
      return Shape.image(number(image, 1), number(image, 2), number(image, 3));
    }
    Matcher tokens = TEXT.matcher(text);
    if (tokens.matches()) {
      return Shape.ids(number(tokens, 1), number(tokens, 2));
    }
    throw new IllegalArgumentException(
        "--input must be channels, height and width, such as 3x32x32, got '%s'; of texts the tokens and how many words there are, such as 16of5000"
            .formatted(text));
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /**
   * What is searched.
   *
   * @param given each {@code NAME=VALUE[,VALUE...]}
   * @throws IllegalArgumentException for a text of another form, an option that the family does not
   *     have or that is given twice, and values that it does not take
   */
  static Map<String, List<Object>> read(Family family, FamilyContext plain, List<String> given) {
    Map<String, List<Object>> options = new LinkedHashMap<>();
    for (String text : given) {
      int sign = text.indexOf('=');
      String name = text.substring(0, Math.max(0, sign)).strip();
      String values = text.substring(sign + 1).strip();
      if (name.isEmpty() || values.isEmpty()) {
        throw new IllegalArgumentException(
            "--option must be a name and values, such as se-ratio=0,0.25, got '" + text + "'");
      }
      if (options.containsKey(name)) {
        throw new IllegalArgumentException("--option '" + name + "' is given twice");
      }
      List<Object> searched = values(text, values);
      // alone, so that it is told which one is wrong
      family.parameters(plain.with(name, searched.toArray()));
      options.put(name, searched);
    }
    return options;
  }

  private static List<Object> values(String text, String values) {
    String source = "--option " + text;
    Object value = YamlValues.value(source, values.startsWith("[") ? values : "[" + values + "]");
    return YamlValues.section(source, "an option", Map.of("values", value)).list("values");
  }
}
