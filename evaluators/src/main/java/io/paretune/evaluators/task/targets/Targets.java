package io.paretune.evaluators.task.targets;

import java.nio.ByteBuffer;
import java.util.List;

/** What is to be learned of each of some examples. Immutable, safe to share between threads. */
public sealed interface Targets permits ClassTargets, LabelTargets, MaskTargets, NumberTargets {

  /** The number of examples. */
  int size();

  /** The names of the classes, of the labels, or of the number. */
  List<String> names();

  /** Those of the examples at the given indices, in that order. */
  Targets select(int[] indices);

  /** What they are, in a few words. */
  String words();

  /**
   * The group of an example, 0 to {@link #groups} - 1: a data set is divided so that every group
   * gives the same share to each part.
   */
  int group(int index);

  /** How many groups there are. */
  int groups();

  /** Bytes that {@link #write} takes for an example. */
  int bytes();

  /** Writes an example's target, for the content hash of data. */
  void write(int index, ByteBuffer into);
}
