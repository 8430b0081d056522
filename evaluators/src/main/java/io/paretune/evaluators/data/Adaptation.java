package io.paretune.evaluators.data;

import io.paretune.evaluators.data.image.ImageExamples;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.MaskTargets;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings what a source holds into the size, channels, shape and order of classes that are wanted.
 */
final class Adaptation {

  private final DataOptions options;
  private final String name;

  private Adaptation(DataOptions options, String name) {
    this.options = options;
    this.name = name;
  }

  /**
   * The data as they are wanted.
   *
   * @throws DataException if they cannot be
   */
  static SourceData of(SourceData data, DataOptions options) {
    Adaptation adaptation = new Adaptation(options, data.name());
    return data.mapped(adaptation::adapted);
  }

  private Examples adapted(Examples examples) {
    return ordered(shaped(ImageExamples.as(name, examples, options.images())));
  }

  private Examples shaped(Examples examples) {
    if (options.shape().isEmpty()) {
      return examples;
    }
    InputShape wanted = options.shape().get();
    if (wanted.volume() != examples.shape().volume()) {
      throw new DataException(
          name,
          "examples of %d values, as shape: %s says".formatted(wanted.volume(), wanted),
          "%d (%s)".formatted(examples.shape().volume(), examples.shape()));
    }
    return examples.shaped(wanted);
  }

  private Examples ordered(Examples examples) {
    List<String> wanted = options.classes();
    if (wanted.isEmpty() || wanted.equals(examples.targets().names())) {
      return examples;
    }
    if (examples.targets() instanceof MaskTargets masks && wanted.size() >= masks.names().size()) {
      return examples.withTargets(masks.named(wanted));
    }
    if (!(examples.targets() instanceof ClassTargets targets)) {
      throw new DataException(name, "classes, as the key classes says", examples.targets().words());
    }
    List<String> left = new ArrayList<>(targets.names());
    left.removeAll(wanted);
    if (!left.isEmpty()) {
      throw new DataException(
          name,
          "no class but those of the key classes, " + wanted,
          "also " + left + " (ignore: [NAME] passes a folder over)");
    }
    int[] places = targets.names().stream().mapToInt(wanted::indexOf).toArray();
    int[] classes = targets.all();
    for (int i = 0; i < classes.length; i++) {
      classes[i] = places[classes[i]];
    }
    return examples.withTargets(ClassTargets.of(wanted, classes));
  }
}
