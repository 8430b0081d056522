package io.paretune.experiments.config;

import io.paretune.hardware.yaml.YamlSection;
import io.paretune.hardware.yaml.YamlValues;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trial that an experiment file asks for, before the sampler proposes any: an entry of {@code
 * enqueue}, some parameters by name. The space is known only when the data is read, so the names
 * are looked up later, with the entry's place in the file.
 */
public final class EnqueuedTrial {

  /** The key of experiment files. */
  static final String KEY = "enqueue";

  private final YamlSection entry;

  private EnqueuedTrial(YamlSection entry) {
    this.entry = entry;
  }

  static List<EnqueuedTrial> read(YamlSection root) {
    return root.sections(KEY).stream().map(EnqueuedTrial::new).toList();
  }

  /** A trial that stands in no file. */
  public static EnqueuedTrial of(String source, Map<String, Object> values) {
    return new EnqueuedTrial(YamlValues.section(source, "an entry of '" + KEY + "'", values));
  }

  /**
   * The point of the space.
   *
   * @param space what is searched
   * @param usual what parameters have that the entry does not name
   * @throws io.paretune.hardware.yaml.YamlException if a parameter or a value is not the space's
   */
  public Assignment in(SearchSpace space, Assignment usual) {
    entry.only(space.parameters().stream().map(Parameter::name).toList());
    Map<String, Object> values = new LinkedHashMap<>();
    for (Parameter parameter : space.parameters()) {
      String name = parameter.name();
      if (entry.has(name)) {
        values.put(name, entry.value(name));
      } else if (parameter.condition().holds(Assignment.of(values))) {
        values.put(name, usual.has(name) ? usual.value(name) : parameter.domain().fromUnit(0.5));
      }
    }
    return entry.made(() -> space.assignment(values));
  }
}
