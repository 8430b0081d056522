package io.paretune.experiments.spi;

import io.paretune.experiments.config.space.SpaceReader;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.spi.Settings;
import java.nio.file.Path;

/**
 * An experiment file as a provider reads it.
 *
 * @param settings what stands beside the name under {@code evaluation}
 * @param root the whole file; a provider reads its {@link EvaluationProvider#topKeys} of it
 * @param base absolute directory against which relative paths are resolved
 * @param sources where data and models come from, if any are to be opened
 */
public record ExperimentSection(Settings settings, YamlSection root, Path base, Sources sources) {

  /** Whether the file has a {@code space}, which must be among the provider's top keys. */
  public boolean hasSpace() {
    return root.has(SpaceReader.KEY);
  }

  /**
   * The file's {@code space}.
   *
   * @throws IllegalArgumentException if there is none, or it is not sound
   */
  public SearchSpace space() {
    return SpaceReader.read(root);
  }
}
