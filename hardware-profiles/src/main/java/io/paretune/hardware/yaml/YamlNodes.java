package io.paretune.hardware.yaml;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What a node of a settings file is, in words and as a value, and where it stands. */
final class YamlNodes {

  private YamlNodes() {}

  /** A scalar by its type: {@code Long}, {@code Double}, {@code Boolean} or {@code String}. */
  static Object value(String source, ScalarNode scalar) {
    String text = scalar.getValue();
    try {
      // YAML 1.1 takes 2:4 for a number in base 60; people mean the text
      if (scalar.getTag().equals(Tag.INT) && text.contains(":")) {
        return text;
      }
      if (scalar.getTag().equals(Tag.INT)) {
        return Long.parseLong(text.replace("_", ""));
      }
      if (scalar.getTag().equals(Tag.FLOAT)) {
        return Double.parseDouble(text);
      }
      // YAML 1.1 takes 1e-4 for text, since it has no point; people mean a number
      if (scalar.getTag().equals(Tag.STR)
          && scalar.isPlain()
          && text.matches("[-+]?\\d+(\\.\\d*)?[eE][-+]?\\d+")) {
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException odd) {
      throw problem(source, scalar, "a number must be decimal, got '" + text + "'");
    }
    if (scalar.getTag().equals(Tag.BOOL)) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true", "yes", "on" -> true;
        default -> false;
      };
    }
    return text;
  }

  static String kind(Node node) {
    return switch (node.getNodeId()) {
      case mapping -> "keys and values";
      case sequence -> "a list";
      default -> "'" + ((ScalarNode) node).getValue() + "'";
    };
  }

  static YamlException problem(String source, Node node, String message) {
    return new YamlException(place(source, node.getStartMark()) + ": " + message);
  }

  static String place(String source, String text, int position) {
    String before = text.substring(0, Math.min(position, text.length()));
    long line = before.chars().filter(character -> character == '\n').count();
    return source + ":" + (line + 1) + ":" + (before.length() - before.lastIndexOf('\n'));
  }

  /** Of a value that stands in no file: the source alone. */
  static String place(String source, @Nullable Mark mark) {
    return mark == null
        ? source
        : source + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }
}
