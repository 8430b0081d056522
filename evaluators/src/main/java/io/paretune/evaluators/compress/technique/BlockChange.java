package io.paretune.evaluators.compress.technique;

/**
 * What a technique can do to one block alone.
 *
 * @param label as experiment files would say it, without the block, such as {@code bits=8}
 * @param step on a network that is otherwise as it came
 */
public record BlockChange(String label, Step step) {

  /** Checks that the label fits into a cell of a table. */
  public BlockChange {
    if (label.isBlank() || label.contains(",") || !label.equals(label.strip())) {
      throw new IllegalArgumentException(
          "a change's label must be text without commas, got '" + label + "'");
    }
  }
}
