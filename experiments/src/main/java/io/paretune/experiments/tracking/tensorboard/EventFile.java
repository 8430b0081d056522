package io.paretune.experiments.tracking.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of records as TensorFlow writes them (TFRecord): of each its length (8 bytes, little
 * endian), the masked CRC-32C of that, the bytes, and the masked CRC-32C of these. A record that
 * was not written to its end, because the process died, is cut off when the file is opened again.
 */
final class EventFile {

  private static final int HEAD = 12;
  private static final int TAIL = 4;

  /** An event of a study is some hundred bytes. */
  private static final long LONGEST = 1 << 26;

  private final Path path;
  private long records;
  private long length;

  private EventFile(Path path) {
    this.path = path;
  }

  /** A file that may exist, with its folder. */
  static EventFile open(Path path) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    EventFile file = new EventFile(path);
    if (Files.exists(path)) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        file.count(channel);
      }
    }
    return file;
  }

  private void count(FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
    while (channel.read(head.clear(), length) == HEAD) {
      long bytes = head.getLong(0);
      boolean whole =
          head.getInt(8) == masked(head.array(), Long.BYTES)
              && bytes >= 0
              && bytes <= LONGEST
              && length + HEAD + bytes + TAIL <= channel.size();
      if (!whole) {
        return;
      }
      length += HEAD + bytes + TAIL;
      records++;
    }
  }

  /** How many whole records it has. */
  long records() {
    return records;
  }

  /** Adds records; all are in the file when it returns. */
  void add(List<byte[]> events) throws IOException {
    int size = events.stream().mapToInt(event -> HEAD + event.length + TAIL).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] event : events) {
      byte[] head =
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(event.length)
              .array();
      bytes.put(head).putInt(masked(head, head.length));
      bytes.put(event).putInt(masked(event, event.length));
    }
    bytes.flip();
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      for (long at = length; bytes.hasRemaining(); ) {
        at += channel.write(bytes, at);
      }
    }
    length += size;
    records += events.size();
  }

  /** A checksum that may stand beside what it is of: rotated by 15 bits, and a constant added. */
  static int masked(byte[] bytes, int end) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, end);
    return Integer.rotateRight((int) sum.getValue(), 15) + 0xa282ead8;
  }
}
