package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.source.ByteRows;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.hardware.ReadOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Decoded images in a file, one after the other, of one or three planes each. They are read, and
 * not mapped: what the system keeps of them in its own memory is not this process's. Safe for use
 * by several threads.
 */
final class PixelFile implements ByteRows {

  private final ReadOnlyFile pixels;
  private final KeptTexts texts;
  private final ImageFacts facts;
  private final int channels;

  /** Where each image begins, in areas. */
  private final long[] starts;

  /**
   * @param channels that are read: 1 if all have one plane; else 3, and single planes are read
   *     three times
   */
  PixelFile(Path file, ImageFacts facts, int channels) throws IOException {
    this.pixels = new ReadOnlyFile(file);
    this.texts = new KeptTexts(file);
    this.facts = facts;
    this.channels = channels;
    this.starts = new long[facts.images()];
    long next = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = next;
      next += facts.isColoured(i) ? 3 : 1;
    }
  }

  @Override
  public void read(int row, ByteBuffer into) {
    int area = facts.area();
    int planes = facts.isColoured(row) ? 3 : 1;
    int begin = into.position();
    read(starts[row] * area, into.slice(begin, planes * area));
    for (int copy = planes; copy < channels; copy++) {
      into.put(begin + copy * area, into, begin, area);
    }
    into.position(begin + channels * area);
  }

  @Override
  public String remembered(String key, Supplier<String> maker) {
    return texts.remembered(key, maker);
  }

  private void read(long place, ByteBuffer into) {
    try {
      pixels.read(place, into);
    } catch (IOException gone) {
      throw new DataException(
          pixels.path().toString(), "decoded images", String.valueOf(gone.getMessage()), gone);
    }
  }
}
