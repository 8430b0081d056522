package io.paretune.hardware.yaml;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Settings made of values rather than read from a file: mappings ({@code Map} with texts as keys),
 * lists, and single values ({@code String}, {@code Boolean} or numbers). They are read like a file,
 * and written as one that is read as the same.
 */
public final class YamlValues {

  /** What fits a line is written on one. */
  private static final int LINE = 90;

  private static final Set<String> NOT_PLAIN =
      Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");

  private YamlValues() {}

  /**
   * Values to be read key by key; refusals name the source and no line.
   *
   * @param source who made them, for messages
   * @param what what they are, for messages, for instance {@code an experiment}
   */
  public static YamlSection section(String source, String what, Map<String, ?> values) {
    return YamlSection.of(source, what, node(values));
  }

  /**
   * A value as a file would write it, for instance on a command line: {@code 0.5}, {@code [1, 2]},
   * {@code {low: 1, high: 3}} or {@code name}.
   *
   * @param source where it was given, for messages
   * @throws YamlException if the text is no value
   */
  public static Object value(String source, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(20);
    try {
      Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      return node == null ? "" : value(source, node);
    } catch (MarkedYAMLException broken) {
      throw new YamlException(
          "%s: '%s' is no value: %s".formatted(source, text, broken.getProblem()), broken);
    }
  }

  private static Object value(String source, Node node) {
    if (node instanceof MappingNode mapping) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (NodeTuple entry : mapping.getValue()) {
        String key = String.valueOf(value(source, entry.getKeyNode()));
        if (values.put(key, value(source, entry.getValueNode())) != null) {
          throw new YamlException("%s: key '%s' is given twice".formatted(source, key));
        }
      }
      return values;
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(item -> value(source, item)).toList();
    }
    return YamlNodes.value(source, (ScalarNode) node);
  }

  private static Node node(Object value) {
    if (value instanceof Map<?, ?> map) {
      return mapping(
          map.entrySet().stream()
              .map(
                  entry ->
                      new NodeTuple(scalar(String.valueOf(entry.getKey())), node(entry.getValue())))
              .toList());
    }
    if (value instanceof List<?> list) {
      return new SequenceNode(
          Tag.SEQ, list.stream().map(YamlValues::node).toList(), FlowStyle.FLOW);
    }
    return scalar(value);
  }

  private static Node mapping(List<NodeTuple> entries) {
    return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
  }

  private static ScalarNode scalar(Object value) {
    if (value instanceof String text) {
      return new ScalarNode(Tag.STR, text, null, null, ScalarStyle.SINGLE_QUOTED);
    }
    Tag tag =
        value instanceof Boolean
            ? Tag.BOOL
            : value instanceof Double || value instanceof Float ? Tag.FLOAT : Tag.INT;
    return new ScalarNode(tag, value.toString(), null, null, ScalarStyle.PLAIN);
  }

  /**
   * A file of these values.
   *
   * @return lines of YAML; what is short stands on one line
   */
  public static String text(Map<String, ?> values) {
    StringBuilder text = new StringBuilder();
    entries(values, "", text);
    return text.toString();
  }

  private static void entries(Map<?, ?> values, String indent, StringBuilder text) {
    values.forEach(
        (key, value) -> {
          String start = indent + word(String.valueOf(key)) + ":";
          String line = start + " " + flow(value);
          if (line.length() <= LINE && !nested(value)) {
            text.append(line).append('\n');
          } else if (value instanceof Map<?, ?> map) {
            text.append(start).append('\n');
            entries(map, indent + "  ", text);
          } else if (value instanceof List<?> list
              && list.stream().anyMatch(Map.class::isInstance)) {
            text.append(start).append('\n');
            list.forEach(item -> text.append(indent + "  - " + flow(item) + "\n"));
          } else {
            text.append(line).append('\n');
          }
        });
  }

  /** Whether a value holds mappings, which are easier to read below each other. */
  private static boolean nested(Object value) {
    return value instanceof List<?> list
        ? list.stream().anyMatch(Map.class::isInstance)
        : value instanceof Map<?, ?> map
            && map.values().stream().anyMatch(inner -> inner instanceof Map || nested(inner));
  }

  private static String flow(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> word(String.valueOf(entry.getKey())) + ": " + flow(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(YamlValues::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof String text ? word(text) : value.toString();
  }

  /** A text as YAML writes it: in quotation marks where it could be taken for something else. */
  public static String word(String word) {
    if (word.matches("[A-Za-z][A-Za-z0-9._-]*")
        && !NOT_PLAIN.contains(word.toLowerCase(Locale.ROOT))) {
      return word;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        quoted.append(c);
      } else {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return quoted.append('"').toString();
  }
}
