package io.paretune.evaluators.task.targets;

import java.nio.ByteBuffer;
import java.util.List;

/** A real number for each example. */
public final class NumberTargets implements Targets {

  private final String name;
  private final float[] values;

  private NumberTargets(String name, float[] values) {
    this.name = name;
    this.values = values;
  }

  /**
   * Numbers of examples. The array is handed over, not copied.
   *
   * @param name what they are, such as the name of a column
   * @param values {@code float[n]}, finite
   */
  public static NumberTargets of(String name, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "targets must be finite numbers, got %s (example %d)".formatted(values[i], i));
      }
    }
    return new NumberTargets(name, values);
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public List<String> names() {
    return List.of(name);
  }

  /** The number of an example. */
  public float at(int index) {
    return values[index];
  }

  @Override
  public NumberTargets select(int[] indices) {
    float[] selected = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selected[i] = values[indices[i]];
    }
    return new NumberTargets(name, selected);
  }

  @Override
  public String words() {
    return "numbers '" + name + "'";
  }

  @Override
  public int group(int index) {
    return 0;
  }

  @Override
  public int groups() {
    return 1;
  }

  @Override
  public int bytes() {
    return Float.BYTES;
  }

  @Override
  public void write(int index, ByteBuffer into) {
    into.putFloat(values[index]);
  }
}
