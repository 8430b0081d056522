package io.paretune.search.spi;

import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import java.util.function.Function;

/** A sampler that experiment files and {@code bench --sampler} can name. */
public interface SamplerProvider extends Provider {

  /**
   * Reads the settings, all of them at once, so that a mistake is told before a study starts.
   *
   * @return makes a fresh sampler for each study. Its {@link Sampler#name} seeds its randomness and
   *     is stored with its trials: it should be this provider's {@link #name}
   * @throws IllegalArgumentException if settings do not fit together
   */
  Function<StudyHints, Sampler> read(Settings settings);
}
