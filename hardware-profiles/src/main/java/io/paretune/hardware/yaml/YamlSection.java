package io.paretune.hardware.yaml;

import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A mapping of a settings file, read key by key. Every method that reads refuses a value of the
 * wrong type or range with a {@link YamlException}.
 *
 * <p>Immutable; aliases of collections are not accepted, so a small file cannot grow large.
 */
public final class YamlSection {

  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)");
  private static final double LONGEST_MILLIS = 100 * 365.25 * 8.64e7;

  private final String source;
  private final String what;
  private final Node node;
  private final Map<String, NodeTuple> entries;

  private YamlSection(String source, String what, Node node, Map<String, NodeTuple> entries) {
    this.source = source;
    this.what = what;
    this.node = node;
    this.entries = entries;
  }

  /**
   * The top of a file.
   *
   * @param source the file's name, for messages
   * @param what what the file is, for messages, for instance {@code an experiment}
   * @param keys all keys that may occur
   */
  public static YamlSection read(String source, String what, String text, List<String> keys) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(20);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root == null) {
        throw new YamlException(
            source
                + ":1:1: the file is empty; "
                + what
                + " has the keys "
                + String.join(", ", keys));
      }
      return of(source, what, root).only(keys);
    } catch (MarkedYAMLException broken) {
      Mark mark = broken.getProblemMark();
      String where = YamlNodes.place(source, mark);
      throw new YamlException(where + ": not valid YAML: " + oneLine(broken.getProblem()), broken);
    } catch (ReaderException binary) {
      throw new YamlException(
          YamlNodes.place(source, text, binary.getPosition())
              + ": not text: it holds the character "
              + String.format(Locale.ROOT, "0x%02x", binary.getCodePoint()),
          binary);
    } catch (YAMLException broken) {
      String line = String.valueOf(broken.getMessage()).lines().findFirst().orElse("unreadable");
      throw new YamlException(source + ": not valid YAML: " + line, broken);
    }
  }

  private static String oneLine(String problem) {
    return problem.replaceAll("\\s*\\R\\s*", " ");
  }

  static YamlSection of(String source, String what, Node node) {
    if (!(node instanceof MappingNode mapping)) {
      throw YamlNodes.problem(
          source, node, what + " must be keys and values, got " + YamlNodes.kind(node));
    }
    Map<String, NodeTuple> entries = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw YamlNodes.problem(source, entry.getKeyNode(), "a key must be plain text");
      }
      if (entries.put(key.getValue(), entry) != null) {
        throw YamlNodes.problem(
            source, key, "key '" + key.getValue() + "' is given twice in " + what);
      }
    }
    return new YamlSection(source, what, node, entries);
  }

  /** This section, whose keys must be among the given ones. */
  public YamlSection only(List<String> keys) {
    entries.forEach(
        (name, entry) -> {
          if (!keys.contains(name)) {
            throw YamlNodes.problem(
                source,
                entry.getKeyNode(),
                "unknown key '"
                    + name
                    + "' in "
                    + what
                    + Nearest.hint(name, keys)
                    + " (known: "
                    + String.join(", ", keys)
                    + ")");
          }
        });
    return this;
  }

  /** The keys that are given, in order. */
  public List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  /** Whether a key is given. */
  public boolean has(String key) {
    return entries.containsKey(key);
  }

  /** Text that must be given. */
  public String text(String key) {
    return scalar(key, required(key)).getValue();
  }

  /** Text, or a default. */
  public String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  /** One of some names, or a default. */
  public String name(String key, Collection<String> valid, String otherwise) {
    return has(key) ? name(key, valid) : otherwise;
  }

  /** One of some names, which must be given. */
  public String name(String key, Collection<String> valid) {
    String given = text(key);
    if (!valid.contains(given)) {
      throw refuse(
          key,
          "'"
              + key
              + "' must be one of "
              + String.join(", ", valid)
              + ", got '"
              + given
              + "'"
              + Nearest.hint(given, valid));
    }
    return given;
  }

  /** A list of some of the names, none twice, at least one. */
  public List<String> names(String key, Collection<String> valid) {
    List<String> all = new ArrayList<>();
    for (Node item : items(key)) {
      String given = scalar(key, item).getValue();
      if (!valid.contains(given)) {
        throw YamlNodes.problem(
            source,
            item,
            "'"
                + key
                + "' may list "
                + String.join(", ", valid)
                + ", got '"
                + given
                + "'"
                + Nearest.hint(given, valid));
      }
      if (all.contains(given)) {
        throw YamlNodes.problem(source, item, "'" + key + "' lists '" + given + "' twice");
      }
      all.add(given);
    }
    return List.copyOf(all);
  }

  /** A whole number within bounds that must be given. */
  public long whole(String key, long low, long high) {
    ScalarNode scalar = scalar(key, required(key));
    if (!(value(scalar) instanceof Long number)) {
      throw refuse(key, "'" + key + "' must be a whole number, got '" + scalar.getValue() + "'");
    }
    if (number < low || number > high) {
      throw refuse(key, "'" + key + "' must be " + range(low, high) + ", got " + number);
    }
    return number;
  }

  /** A whole number within bounds, or a default. */
  public long whole(String key, long low, long high, long otherwise) {
    return has(key) ? whole(key, low, high) : otherwise;
  }

  private static String range(long low, long high) {
    return high == Long.MAX_VALUE || high == Integer.MAX_VALUE
        ? "at least " + low
        : low + " to " + high;
  }

  /** A number within bounds that must be given. */
  public double real(String key, double low, double high) {
    ScalarNode scalar = scalar(key, required(key));
    if (!(value(scalar) instanceof Number number) || !Double.isFinite(number.doubleValue())) {
      throw refuse(key, "'" + key + "' must be a number, got '" + scalar.getValue() + "'");
    }
    double real = number.doubleValue();
    if (real < low || real > high) {
      String range = Double.isInfinite(high) ? "at least " + low : low + " to " + high;
      throw refuse(key, "'" + key + "' must be " + range + ", got " + scalar.getValue());
    }
    return real;
  }

  /** A number within bounds, or a default. */
  public double real(String key, double low, double high, double otherwise) {
    return has(key) ? real(key, low, high) : otherwise;
  }

  /** True or false, or a default. */
  public boolean flag(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    ScalarNode scalar = scalar(key, required(key));
    if (value(scalar) instanceof Boolean flag) {
      return flag;
    }
    throw refuse(key, "'" + key + "' must be true or false, got '" + scalar.getValue() + "'");
  }

  /** A span of time such as {@code 90s} or {@code 2h}, if given. */
  public Optional<Duration> duration(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    String text = text(key);
    return Optional.of(
        spanOfTime(text)
            .orElseThrow(
                () ->
                    refuse(
                        key,
                        "'"
                            + key
                            + "' must be a span of time like 500ms, 90s, 30m, 2h or 1d, got '"
                            + text
                            + "'")));
  }

  /**
   * A span of time as text, for instance {@code 1.5h}; empty if it is none, not above 0 or over a
   * century.
   */
  public static Optional<Duration> spanOfTime(String text) {
    Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double millis =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1e3;
          case "m" -> 6e4;
          case "h" -> 3.6e6;
          default -> 8.64e7;
        };
    double total = Double.parseDouble(matcher.group(1)) * millis;
    return total >= 1 && total <= LONGEST_MILLIS
        ? Optional.of(Duration.ofMillis((long) total))
        : Optional.empty();
  }

  /** Values of a list, each {@code Long}, {@code Double}, {@code Boolean} or {@code String}. */
  public List<Object> list(String key) {
    return items(key).stream().map(item -> value(scalar(key, item))).toList();
  }

  private List<Node> items(String key) {
    if (!(required(key) instanceof SequenceNode sequence)) {
      throw refuse(
          key, "'" + key + "' must be a list like [1, 2], got " + YamlNodes.kind(required(key)));
    }
    if (sequence.getValue().isEmpty()) {
      throw refuse(key, "'" + key + "' must not be an empty list");
    }
    return sequence.getValue();
  }

  /** A single value, {@code Long}, {@code Double}, {@code Boolean} or {@code String}. */
  public Object value(String key) {
    return value(scalar(key, required(key)));
  }

  /** Whether a key holds a list. */
  public boolean isList(String key) {
    return has(key) && required(key) instanceof SequenceNode;
  }

  /** Whether a key holds keys and values of its own. */
  public boolean isSection(String key) {
    return has(key) && required(key) instanceof MappingNode;
  }

  /** The mapping under a key, if given, whose keys must be among the given ones. */
  public Optional<YamlSection> section(String key, List<String> keys) {
    return section(key).map(section -> section.only(keys));
  }

  /** The mapping under a key, if given; check its keys with {@link #only}. */
  public Optional<YamlSection> section(String key) {
    return has(key) ? Optional.of(of(source, "'" + key + "'", required(key))) : Optional.empty();
  }

  /** The mappings of a list, which may be absent, whose keys must be among the given ones. */
  public List<YamlSection> sections(String key, List<String> keys) {
    return sections(key).stream().map(section -> section.only(keys)).toList();
  }

  /** The mappings of a list, which may be absent; check their keys with {@link #only}. */
  public List<YamlSection> sections(String key) {
    if (!has(key)) {
      return List.of();
    }
    if (!(required(key) instanceof SequenceNode sequence)) {
      throw refuse(key, "'" + key + "' must be a list, got " + YamlNodes.kind(required(key)));
    }
    List<YamlSection> all = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      all.add(of(source, "an entry of '" + key + "'", item));
    }
    return List.copyOf(all);
  }

  /**
   * What stands under a key, if anything: one section or a list of sections. Plain text stands for
   * a section with that {@code name} and nothing else. Check their keys with {@link #only}.
   */
  public List<YamlSection> named(String key) {
    if (!has(key)) {
      return List.of();
    }
    List<YamlSection> all = new ArrayList<>();
    for (Node item : isList(key) ? items(key) : List.of(required(key))) {
      all.add(
          item instanceof ScalarNode
              ? new YamlSection(
                  source, "'" + key + "'", item, Map.of("name", new NodeTuple(item, item)))
              : of(source, "'" + key + "'", item));
    }
    return List.copyOf(all);
  }

  /** What a supplier makes; its refusals are given this section's place in the file. */
  public <T> T made(Supplier<T> construction) {
    return placed(node, construction);
  }

  /**
   * What each text of a list is turned into; refusals are given the place of the list's entry. The
   * texts are as they are written: {@code 1e-3} stays that.
   */
  public <T> List<T> each(String key, Function<String, T> reader) {
    List<T> all = new ArrayList<>();
    for (Node item : items(key)) {
      String text = scalar(key, item).getValue();
      all.add(placed(item, () -> reader.apply(text)));
    }
    return List.copyOf(all);
  }

  /** What a text is turned into; refusals are given the place of the key's value. */
  public <T> T parsed(String key, Function<String, T> reader) {
    String text = text(key);
    return placed(required(key), () -> reader.apply(text));
  }

  private <T> T placed(Node where, Supplier<T> construction) {
    try {
      return construction.get();
    } catch (YamlException alreadyPlaced) {
      throw alreadyPlaced;
    } catch (IllegalArgumentException refused) {
      throw new YamlException(
          YamlNodes.place(source, where.getStartMark()) + ": " + refused.getMessage(), refused);
    }
  }

  /** A refusal at the place of a key's value. */
  public YamlException refuse(String key, String message) {
    return YamlNodes.problem(source, has(key) ? required(key) : node, message);
  }

  private Node required(String key) {
    NodeTuple entry = entries.get(key);
    if (entry == null) {
      throw YamlNodes.problem(source, node, "key '" + key + "' is missing in " + what);
    }
    return entry.getValueNode();
  }

  private ScalarNode scalar(String key, Node value) {
    if (value instanceof ScalarNode scalar) {
      return scalar;
    }
    throw YamlNodes.problem(
        source, value, "'" + key + "' must be a single value, got " + YamlNodes.kind(value));
  }

  private Object value(ScalarNode scalar) {
    return YamlNodes.value(source, scalar);
  }
}
