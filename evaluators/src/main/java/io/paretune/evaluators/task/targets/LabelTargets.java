package io.paretune.evaluators.task.targets;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

/** Any of several labels for each example: all, some or none. */
public final class LabelTargets implements Targets {

  private final List<String> names;
  private final int size;

  /** Label l of example i is bit {@code i * names.size() + l}. */
  private final BitSet flags;

  private LabelTargets(List<String> names, int size, BitSet flags) {
    this.names = names;
    this.size = size;
    this.flags = flags;
  }

  /**
   * Labels of examples. The set is handed over, not copied.
   *
   * @param flags bit {@code i * names.size() + l} says whether example i has label l
   */
  public static LabelTargets of(List<String> names, int size, BitSet flags) {
    if (names.isEmpty() || flags.length() > (long) size * names.size()) {
      throw new IllegalArgumentException(
          "flags must be below examples x labels, got %d for %d examples and the labels %s"
              .formatted(flags.length() - 1, size, names));
    }
    return new LabelTargets(List.copyOf(names), size, flags);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<String> names() {
    return names;
  }

  /** Whether an example has a label. */
  public boolean at(int index, int label) {
    return flags.get(index * names.size() + label);
  }

  /** Whether each example has a label. */
  public boolean[] column(int label) {
    boolean[] column = new boolean[size];
    for (int i = 0; i < size; i++) {
      column[i] = at(i, label);
    }
    return column;
  }

  @Override
  public LabelTargets select(int[] indices) {
    BitSet selected = new BitSet(indices.length * names.size());
    for (int i = 0; i < indices.length; i++) {
      for (int l = 0; l < names.size(); l++) {
        selected.set(i * names.size() + l, at(indices[i], l));
      }
    }
    return new LabelTargets(names, indices.length, selected);
  }

  @Override
  public String words() {
    return names.size() + " labels";
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
    return names.size();
  }

  @Override
  public void write(int index, ByteBuffer into) {
    for (int l = 0; l < names.size(); l++) {
      into.put((byte) (at(index, l) ? 1 : 0));
    }
  }
}
