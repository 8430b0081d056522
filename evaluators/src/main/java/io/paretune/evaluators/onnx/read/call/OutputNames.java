package io.paretune.evaluators.onnx.read.call;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of the outputs, such as classes, in a model's metadata, as lists or as Python writes
 * dictionaries.
 */
public final class OutputNames {

  private static final Set<String> KEYS =
      Set.of("names", "classes", "class_names", "classnames", "labels");
  private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
  private static final Pattern SEPARATOR = Pattern.compile("[,\\n]");
  private static final int LONGEST = 1 << 20;

  private OutputNames() {}

  /** The names, or none if there are not as many as outputs. */
  public static List<String> of(ModelProto model, int outputs) {
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      if (KEYS.contains(entry.getKey()) && entry.getValue().length() < LONGEST) {
        List<String> names = parse(entry.getValue());
        if (names.size() == outputs) {
          return names;
        }
      }
    }
    return List.of();
  }

  private static List<String> parse(String text) {
    List<String> names = new ArrayList<>();
    Matcher matcher = QUOTED.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return names.isEmpty()
        ? SEPARATOR.splitAsStream(text).map(String::strip).filter(s -> !s.isEmpty()).toList()
        : names;
  }
}
