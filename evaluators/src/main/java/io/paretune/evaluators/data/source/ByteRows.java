package io.paretune.evaluators.data.source;

import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Examples of unsigned bytes that lie elsewhere than on the heap, such as in a file. Safe to share
 * between threads.
 */
public interface ByteRows {

  /**
   * Copies an example.
   *
   * @param row of the example
   * @param into takes all its bytes, channel by channel
   */
  void read(int row, ByteBuffer into);

  /**
   * Has something done several times that reads rows: at once, by several threads, where reading a
   * row takes long.
   *
   * @param times how often
   * @param work gets 0 to {@code times - 1}, each once; what it throws is thrown
   */
  default void each(int times, IntConsumer work) {
    for (int i = 0; i < times; i++) {
      work.accept(i);
    }
  }

  /**
   * Something that is worked out of all rows, and may be kept beside them for the next who asks.
   *
   * @param key what is asked, of which rows
   * @param maker works it out
   */
  default String remembered(String key, Supplier<String> maker) {
    return maker.get();
  }
}
