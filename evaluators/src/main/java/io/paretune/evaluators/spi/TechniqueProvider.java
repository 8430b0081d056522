package io.paretune.evaluators.spi;

import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.search.spi.Provider;
import io.paretune.search.spi.Settings;

/**
 * A technique of compression that experiment files can name: {@code compression: {NAME: {...}}},
 * with its {@link #keys} in the inner section.
 */
public interface TechniqueProvider extends Provider {

  /**
   * Reads the settings, all of them at once.
   *
   * @return the technique, whose name is this provider's
   * @throws IllegalArgumentException if settings do not fit together
   */
  Technique read(Settings settings);
}
