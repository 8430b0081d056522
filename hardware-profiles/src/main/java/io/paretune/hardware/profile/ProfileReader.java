package io.paretune.hardware.profile;

import java.io.StringReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads a profile's YAML strictly: an unknown or repeated key, a wrong type and a value out of
 * range are refused with file, line, column and, for keys, the nearest valid one.
 */
final class ProfileReader {
  private static final List<String> KEYS =
      List.of("name", "description", "device", "runtime", "threads", "batch", "protocol");
  private static final List<String> PROTOCOL_KEYS =
      List.of(
          "warm-up-minimum",
          "warm-up-maximum",
          "target-half-width",
          "minimum-repeats",
          "maximum-repeats",
          "time-budget-ms",
          "maximum-drift",
          "maximum-foreign-load",
          "attempts",
          "back-off-ms");

  private final String source;
  private final int availableThreads;

  ProfileReader(String source, int availableThreads) {
    this.source = source;
    this.availableThreads = availableThreads;
  }

  HardwareProfile read(String text) {
    Node root = parse(text);
    Map<String, Node> values = mapping(root, KEYS, "a profile");
    Node protocol = values.get("protocol");
    HardwareProfile profile =
        at(
            root,
            () ->
                new HardwareProfile(
                    required(values, "name", root, s -> s),
                    optional(values, "description", "", s -> s),
                    required(values, "device", root, Device::parse),
                    required(values, "runtime", root, RuntimeKind::parse),
                    optional(values, "threads", Threads.of(1), Threads::parse),
                    optional(values, "batch", 1, ProfileReader::whole),
                    protocol == null ? Protocol.defaults() : protocol(protocol)));
    int asked = profile.threads().among(availableThreads);
    Node threads = values.get("threads");
    if (threads != null && asked > availableThreads) {
      throw refused(
          threads,
          "threads must be at most the "
              + availableThreads
              + " that this machine offers, got "
              + asked
              + "; write 'all' to use every one");
    }
    return profile;
  }

  private Protocol protocol(Node node) {
    Map<String, Node> values = mapping(node, PROTOCOL_KEYS, "protocol");
    Protocol usual = Protocol.defaults();
    return at(
        node,
        () ->
            new Protocol(
                optional(values, "warm-up-minimum", usual.warmUpMinimum(), ProfileReader::whole),
                optional(values, "warm-up-maximum", usual.warmUpMaximum(), ProfileReader::whole),
                optional(values, "target-half-width", usual.targetHalfWidth(), ProfileReader::real),
                optional(values, "minimum-repeats", usual.minimumRepeats(), ProfileReader::whole),
                optional(values, "maximum-repeats", usual.maximumRepeats(), ProfileReader::whole),
                optional(values, "time-budget-ms", usual.timeBudget(), ProfileReader::millis),
                optional(values, "maximum-drift", usual.maximumDrift(), ProfileReader::real),
                optional(
                    values,
                    "maximum-foreign-load",
                    usual.maximumForeignLoad(),
                    ProfileReader::real),
                optional(values, "attempts", usual.attempts(), ProfileReader::whole),
                optional(values, "back-off-ms", usual.backOff(), ProfileReader::millis)));
  }

  private Node parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setAllowDuplicateKeys(false);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root == null) {
        throw new IllegalArgumentException(source + ": the file is empty; a profile needs " + KEYS);
      }
      return root;
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      String where = mark == null ? source : place(mark);
      throw new IllegalArgumentException(where + ": not valid YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new IllegalArgumentException(source + ": not valid YAML: " + firstLine(e), e);
    }
  }

  private Map<String, Node> mapping(Node node, List<String> known, String what) {
    if (!(node instanceof MappingNode map)) {
      throw refused(node, what + " must be keys and values, got " + node.getNodeId());
    }
    Map<String, Node> values = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : map.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw refused(entry.getKeyNode(), "a key must be plain text");
      }
      if (!known.contains(key.getValue())) {
        throw refused(
            key,
            "unknown key '"
                + key.getValue()
                + "' in "
                + what
                + Nearest.hint(key.getValue(), known)
                + "; known keys: "
                + String.join(", ", known));
      }
      if (!seen.add(key.getValue())) {
        throw refused(key, "key '" + key.getValue() + "' is given twice");
      }
      values.put(key.getValue(), entry.getValueNode());
    }
    return values;
  }

  private <T> T required(
      Map<String, Node> values, String key, Node parent, Function<String, T> reader) {
    Node node = values.get(key);
    if (node == null) {
      throw refused(parent, "key '" + key + "' is missing");
    }
    return scalar(key, node, reader);
  }

  private <T> T optional(
      Map<String, Node> values, String key, T otherwise, Function<String, T> reader) {
    Node node = values.get(key);
    return node == null ? otherwise : scalar(key, node, reader);
  }

  private <T> T scalar(String key, Node node, Function<String, T> reader) {
    if (!(node instanceof ScalarNode scalar)) {
      throw refused(node, "'" + key + "' must be one value, got a " + node.getNodeId());
    }
    try {
      return reader.apply(scalar.getValue());
    } catch (NumberFormatException e) {
      throw refused(node, "'" + key + "' must be a number, got '" + scalar.getValue() + "'");
    } catch (PlacedException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw refused(node, String.valueOf(e.getMessage()));
    }
  }

  private <T> T at(Node node, Supplier<T> construction) {
    try {
      return construction.get();
    } catch (PlacedException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw refused(node, String.valueOf(e.getMessage()));
    }
  }

  private PlacedException refused(Node node, String message) {
    return new PlacedException(place(node.getStartMark()) + ": " + message);
  }

  private String place(Mark mark) {
    return source + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  private static int whole(String text) {
    return Integer.parseInt(text);
  }

  private static double real(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new NumberFormatException("not finite: " + text);
    }
    return value;
  }

  private static Duration millis(String text) {
    return Duration.ofMillis(Integer.parseInt(text));
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
  }

  /** A refusal that already says where; it passes through the enclosing checks unchanged. */
  private static final class PlacedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    PlacedException(String message) {
      super(message);
    }
  }
}
