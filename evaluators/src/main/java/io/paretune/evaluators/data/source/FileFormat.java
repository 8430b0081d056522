package io.paretune.evaluators.data.source;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What files that are named one by one hold. */
public enum FileFormat {
  /** CIFAR-10's binary form; several files make one part. */
  CIFAR10("cifar10"),
  /** The images file of an IDX pair; the labels file lies beside it and is named accordingly. */
  IDX("idx"),
  /** A directory of class folders with PNG or JPEG images. */
  IMAGE_FOLDER("image-folder"),
  /** A table with a header. */
  CSV("csv");

  private final String label;

  FileFormat(String label) {
    this.label = label;
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
