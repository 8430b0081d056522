package io.paretune.hardware;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file that stays as it is, read at any place by any number of threads. It is read, and not
 * mapped: what the system keeps of it in its own memory is not this process's.
 */
public final class ReadOnlyFile {
  private final Path file;
  private FileChannel channel;

  /**
   * Opens it.
   *
   * @throws IOException if it cannot be read
   */
  public ReadOnlyFile(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file);
  }

  /** Where it lies. */
  public Path path() {
    return file;
  }

  /**
   * Fills a buffer.
   *
   * @param place of the first byte
   * @throws EOFException if the file ends before the buffer is full
   * @throws IllegalStateException if the thread was interrupted
   */
  public void read(long place, ByteBuffer into) throws IOException {
    int begin = into.position();
    while (into.hasRemaining()) {
      try {
        if (open().read(into, place + into.position() - begin) < 0) {
          throw new EOFException("a file that is cut short");
        }
      } catch (ClosedChannelException interrupted) {
        // an interrupted thread closes the channel for all others
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("interrupted while " + file + " was read", interrupted);
        }
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
