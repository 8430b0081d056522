package io.paretune.evaluators.spi;

import io.paretune.evaluators.data.source.DataSource;
import io.paretune.search.spi.Provider;
import io.paretune.search.spi.Settings;
import java.nio.file.Path;
import java.util.List;

/**
 * A format of data files that experiment files can name: {@code data: {format: NAME, train: F}}.
 */
public interface DataSourceProvider extends Provider {

  /**
   * The files of each part, which exist.
   *
   * @param train at least one
   * @param validation none if the training part is to be divided
   * @param test as {@code validation}
   */
  record Parts(List<Path> train, List<Path> validation, List<Path> test) {

    /** Copies the lists. */
    public Parts {
      train = List.copyOf(train);
      validation = List.copyOf(validation);
      test = List.copyOf(test);
    }
  }

  /**
   * Says what to read, without reading it yet.
   *
   * @throws IllegalArgumentException if parts and settings do not fit together
   */
  DataSource source(Parts parts, Settings settings);
}
