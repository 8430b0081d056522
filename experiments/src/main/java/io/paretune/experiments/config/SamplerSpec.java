package io.paretune.experiments.config;

import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.plugin.YamlSettings;
import io.paretune.hardware.plugin.Registry;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.hardware.yaml.YamlValues;
import io.paretune.search.builtin.BuiltInSamplers;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.spi.SamplerProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A sampler as an experiment file or a command line names it.
 *
 * @param name of its provider
 * @param maker makes a fresh sampler for a study
 */
public record SamplerSpec(String name, Function<StudyHints, Sampler> maker) {

  /** What searches when nothing is said. */
  public static final String DEFAULT = BuiltInSamplers.DEFAULT;

  /** A fresh sampler. */
  public Sampler make() {
    return make(StudyHints.unknown());
  }

  /** A fresh sampler for a study of which something is known. */
  public Sampler make(StudyHints hints) {
    return maker.apply(hints);
  }

  /**
   * A sampler with its usual settings.
   *
   * @throws IllegalArgumentException if nobody provides one of this name
   */
  public static SamplerSpec named(String name) {
    return configured(name, Map.of(), "a sampler without settings");
  }

  /**
   * A sampler with settings from a command line.
   *
   * @param settings as an experiment file's section gives them, by key
   * @param source where they were given, for messages
   * @throws IllegalArgumentException if the name, a key or a value is not sound
   */
  public static SamplerSpec configured(String name, Map<String, String> settings, String source) {
    samplers().named(name);
    Map<String, Object> values = new LinkedHashMap<>(Map.of("name", name));
    settings.forEach((key, text) -> values.put(key, YamlValues.value(source, text)));
    return section(YamlValues.section(source, "'sampler'", values));
  }

  private static Registry<SamplerProvider> samplers() {
    return Plugins.installed().samplers();
  }

  /** What stands under the key {@code sampler}: a name, or a section with a name and settings. */
  static SamplerSpec read(YamlSection experiment) {
    if (!experiment.has("sampler")) {
      return named(DEFAULT);
    }
    if (!experiment.isSection("sampler")) {
      return named(experiment.name("sampler", samplers().names()));
    }
    return section(experiment.section("sampler").orElseThrow());
  }

  private static SamplerSpec section(YamlSection section) {
    String name = section.name("name", samplers().names());
    SamplerProvider provider = samplers().named(name);
    List<String> keys = new ArrayList<>(List.of("name"));
    keys.addAll(provider.keys());
    section.only(keys);
    return new SamplerSpec(name, section.made(() -> provider.read(new YamlSettings(section))));
  }
}
