package io.paretune.evaluators.task.targets;

import java.nio.ByteBuffer;
import java.util.List;

/** One of some classes for each example. */
public final class ClassTargets implements Targets {

  private final List<String> names;
  private final int[] classes;

  private ClassTargets(List<String> names, int[] classes) {
    this.names = names;
    this.classes = classes;
  }

  /**
   * Classes of examples. The array is handed over, not copied.
   *
   * @param classes {@code int[n]}, each an index into {@code names}
   */
  public static ClassTargets of(List<String> names, int[] classes) {
    for (int c : classes) {
      if (c < 0 || c >= names.size()) {
        throw new IllegalArgumentException(
            "labels must be below the number of classes %d, got %d".formatted(names.size(), c));
      }
    }
    return new ClassTargets(List.copyOf(names), classes);
  }

  @Override
  public int size() {
    return classes.length;
  }

  @Override
  public List<String> names() {
    return names;
  }

  /** The class of an example, an index into {@link #names}. */
  public int at(int index) {
    return classes[index];
  }

  /** The class of each example. */
  public int[] all() {
    return classes.clone();
  }

  /** How many examples each class has. */
  public int[] counts() {
    int[] counts = new int[names.size()];
    for (int c : classes) {
      counts[c]++;
    }
    return counts;
  }

  @Override
  public ClassTargets select(int[] indices) {
    int[] selected = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selected[i] = classes[indices[i]];
    }
    return new ClassTargets(names, selected);
  }

  @Override
  public String words() {
    return names.size() + " classes";
  }

  @Override
  public int group(int index) {
    return classes[index];
  }

  @Override
  public int groups() {
    return names.size();
  }

  @Override
  public int bytes() {
    return Integer.BYTES;
  }

  @Override
  public void write(int index, ByteBuffer into) {
    into.putInt(classes[index]);
  }
}
