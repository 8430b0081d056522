package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.source.ByteRows;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.hardware.Digest;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Decoded images in a file, one after the other, of one or three planes each. They are read, and
 * not mapped: what the system keeps of them in its own memory is not this process's. Safe for use
 * by several threads.
 */
final class PixelFile implements ByteRows {

  /** What files end in that keep what was worked out of images. */
  static final String MEMORY = ".txt";

  private final Path file;
  private final ImageFacts facts;
  private final int channels;

  /** Where each image begins, in areas. */
  private final long[] starts;

  private FileChannel channel;

  /**
   * @param channels that are read: 1 if all have one plane; else 3, and single planes are read
   *     three times
   */
  PixelFile(Path file, ImageFacts facts, int channels) throws IOException {
    this.file = file;
    this.facts = facts;
    this.channels = channels;
    this.starts = new long[facts.images()];
    long next = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = next;
      next += facts.isColoured(i) ? 3 : 1;
    }
    this.channel = FileChannel.open(file);
  }

  @Override
  public void read(int row, ByteBuffer into) {
    int area = facts.width() * facts.height();
    int planes = facts.isColoured(row) ? 3 : 1;
    int begin = into.position();
    read(starts[row] * area, into.slice(begin, planes * area));
    for (int copy = planes; copy < channels; copy++) {
      into.put(begin + copy * area, into, begin, area);
    }
    into.position(begin + channels * area);
  }

  /** Kept in a small file, which may be lost at any time. */
  @Override
  public String remembered(String key, Supplier<String> maker) {
    String name = file.getFileName() + "-" + Digest.sha256(key).substring(0, 24) + MEMORY;
    Path memory = file.resolveSibling(name);
    try {
      return Files.readString(memory);
    } catch (IOException notYet) {
      String made = maker.get();
      try {
        WholeFile.write(memory, unfinished -> Files.writeString(unfinished, made));
      } catch (IOException full) {
        return made; // it is worked out again
      }
      return made;
    }
  }

  private void read(long place, ByteBuffer into) {
    while (into.hasRemaining()) {
      try {
        if (open().read(into, place + into.position()) < 0) {
          throw new DataException(file.toString(), "decoded images", "a file that is cut short");
        }
      } catch (ClosedChannelException interrupted) {
        // an interrupted thread closes the channel for all others
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("interrupted while images were read", interrupted);
        }
      } catch (IOException gone) {
        throw new DataException(
            file.toString(), "decoded images", String.valueOf(gone.getMessage()), gone);
      }
    }
  }

  private synchronized FileChannel open() throws IOException {
    if (!channel.isOpen()) {
      channel = FileChannel.open(file);
    }
    return channel;
  }
}
