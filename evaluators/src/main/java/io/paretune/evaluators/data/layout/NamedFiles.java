package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.layout.numpy.NumpySource;
import io.paretune.evaluators.data.source.DataSource;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.table.TableSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files that are named one by one, where a directory's names do not say what is what.
 *
 * @param format what they hold
 * @param train the training part, at least one; one only unless the format is CIFAR's
 * @param validation as {@code train}, or none
 * @param test as {@code train}, or none
 */
public record NamedFiles(
    FileFormat format, List<Path> train, List<Path> validation, List<Path> test)
    implements DataSource {

  /** Copies the lists and counts them. */
  public NamedFiles {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    if (train.isEmpty()) {
      throw new IllegalArgumentException("train must name a file, got none");
    }
    for (List<Path> part : List.of(train, validation, test)) {
      if (part.size() > 1 && !format.isCifar()) {
        throw new IllegalArgumentException(
            "a part must be one file in format %s, got %s".formatted(format.label(), part));
      }
    }
  }

  @Override
  public SourceData read(Reading reading) {
    String name = String.valueOf(train.get(0).getFileName());
    Optional<Path> second = validation.stream().findFirst();
    Optional<Path> third = test.stream().findFirst();
    return switch (format) {
      case CIFAR10, CIFAR100 -> {
        reading.requireClasses(name);
        yield CifarSource.read(name, this, reading);
      }
      case IDX -> IdxSource.read(name, train.get(0), second, third, reading);
      case IMAGE_FOLDER -> {
        reading.requireClasses(name);
        yield FolderSource.read(name, train.get(0), second, third, reading);
      }
      case NPZ -> NumpySource.read(name, train.get(0), second, third, reading);
      case CSV -> TableSource.read(name, train.get(0), second, third, reading);
    };
  }
}
