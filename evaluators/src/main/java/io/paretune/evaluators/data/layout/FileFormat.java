package io.paretune.evaluators.data.layout;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What files that are named one by one hold. */
public enum FileFormat {
  /** CIFAR-10's binary form; several files make one part. */
  CIFAR10("cifar10"),
  /** CIFAR-100's binary form; several files make one part. */
  CIFAR100("cifar100"),
  /** The images file of an IDX pair; the labels file lies beside it and is named accordingly. */
  IDX("idx"),
  /** A directory of class folders with images. */
  IMAGE_FOLDER("image-folder"),
  /** A table with a header. */
  CSV("csv"),
  /** Arrays of NumPy: inputs and targets in one file for each part. */
  NPZ("npz");

  private final String label;

  FileFormat(String label) {
    this.label = label;
  }

  /** Whether several files may make one part. */
  boolean isCifar() {
    return this == CIFAR10 || this == CIFAR100;
  }

  /** The name in files, such as {@code image-folder}. */
  public String label() {
    return label;
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(FileFormat::label).toList();
  }

  /**
   * The format of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static FileFormat labelled(String label) {
    return Arrays.stream(values())
        .filter(format -> format.label.equals(label.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "format must be one of %s, got '%s'".formatted(labels(), label)));
  }
}
