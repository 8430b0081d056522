package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.TableReading;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What is said of data where what is found does not do.
 *
 * @param images how images are read
 * @param tables how tables are read
 * @param ignored patterns of names of files and folders that are passed over
 * @param classes all classes in the order of a model's outputs; empty for the order of the data
 * @param shape that the values of an example are given; empty for the one that they have
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record DataOptions(
    ImageReading images,
    TableReading tables,
    List<String> ignored,
    List<String> classes,
    Optional<InputShape> shape) {

  /** Copies the lists. */
  public DataOptions {
    ignored = List.copyOf(ignored);
    classes = List.copyOf(classes);
    if (new HashSet<>(classes).size() != classes.size()) {
      throw new IllegalArgumentException("classes must be distinct, got " + classes);
    }
  }

  /** All as it is found. */
  public static DataOptions defaults() {
    return new DataOptions(
        ImageReading.defaults(), TableReading.found(), List.of(), List.of(), Optional.empty());
  }

  /** This, with images read otherwise. */
  public DataOptions withImages(ImageReading other) {
    return new DataOptions(other, tables, ignored, classes, shape);
  }

  /** This, with another order of classes. */
  public DataOptions withClasses(List<String> ordered) {
    return new DataOptions(images, tables, ignored, ordered, shape);
  }

  /** This, with examples of another shape. */
  public DataOptions withShape(InputShape other) {
    return new DataOptions(images, tables, ignored, classes, Optional.of(other));
  }
}
