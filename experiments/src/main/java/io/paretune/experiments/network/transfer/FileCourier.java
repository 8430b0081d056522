package io.paretune.experiments.network.transfer;

import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.experiments.network.wire.WireException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host's end: asks for files and sends them, over one connection that is opened when it is needed
 * and again when it breaks. Used by one thread at a time.
 */
public final class FileCourier implements AutoCloseable {

  /** How often a connection is opened for the same piece. */
  private static final int ATTEMPTS = 5;

  private static final long PAUSE_MILLIS = 200;

  private final Opening opening;
  private @Nullable LineChannel channel;

  /** Opens a connection for files. */
  @FunctionalInterface
  public interface Opening {

    /** A connection whose other end is a {@link FileDesk}. */
    LineChannel open() throws IOException;
  }

  /** A courier that is not connected. */
  public FileCourier(Opening opening) {
    this.opening = opening;
  }

  /** What the experiment reads. */
  public InputSet inputs() throws IOException {
    FileReply reply = asked(new FileRequest.Inputs(), new byte[0]).reply;
    if (reply instanceof FileReply.Inputs inputs) {
      return inputs.inputs();
    }
    throw unexpected(reply);
  }

  /** What was made once for all trials, those files last that say that others are whole. */
  public List<FileEntry> kept() throws IOException {
    FileReply reply = asked(new FileRequest.Kept(), new byte[0]).reply;
    if (reply instanceof FileReply.Kept kept) {
      return kept.files();
    }
    throw unexpected(reply);
  }

  /**
   * Fetches a file, from where an earlier attempt ended.
   *
   * @param entry the file; of an input, its name is its SHA-256
   * @param target where it appears whole; what there is of it lies beside it
   */
  public void fetch(FileEntry entry, Path target) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try (RandomAccessFile content = new RandomAccessFile(part.toFile(), "rw")) {
      if (content.length() > entry.bytes()) {
        content.setLength(0);
      }
      while (content.length() < entry.bytes()) {
        Answer answer =
            asked(new FileRequest.Get(entry.area(), entry.name(), content.length()), new byte[0]);
        if (answer.block.length == 0) {
          throw new IOException(entry.name() + " is shorter at the coordinator than it was");
        }
        content.seek(content.length());
        content.write(answer.block);
      }
    }
    String found = FileHash.of(part);
    if (!found.equals(entry.sha256())) {
      Files.delete(part);
      throw new IOException(
          entry.name() + " changed at the coordinator since the run began: SHA-256 " + found);
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Sends a file, from where the coordinator has it to; nothing if it has it whole.
   *
   * @param file its content
   * @param area what it is of
   * @param name its name there
   * @param hashes knows its hash, or finds it out
   */
  public void send(Path file, Area area, String name, KnownHashes hashes) throws IOException {
    FileEntry entry = new FileEntry(area, name, Files.size(file), hashes.of(file));
    long next = put(entry, 0, new byte[0]);
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      while (next < entry.bytes()) {
        content.seek(next);
        byte[] piece = new byte[(int) Math.min(FileRequest.CHUNK, entry.bytes() - next)];
        content.readFully(piece);
        next = put(entry, next, piece);
      }
    }
  }

  private long put(FileEntry entry, long offset, byte[] piece) throws IOException {
    FileReply reply = asked(new FileRequest.Put(entry, offset, piece.length), piece).reply;
    if (reply instanceof FileReply.Received received) {
      return received.next();
    }
    throw unexpected(reply);
  }

  /** A reply, and the bytes that followed it. */
  private static final class Answer {
    private final FileReply reply;
    private final byte[] block;

    Answer(FileReply reply, byte[] block) {
      this.reply = reply;
      this.block = block;
    }
  }

  private Answer asked(FileRequest request, byte[] block) throws IOException {
    IOException last = new IOException("never tried");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return once(request, block);
      } catch (RefusedException refused) {
        throw refused;
      } catch (IOException broken) {
        last = broken;
        close();
        pause(attempt);
      }
    }
    throw last;
  }

  private Answer once(FileRequest request, byte[] block) throws IOException {
    LineChannel open = channel;
    if (open == null) {
      open = opening.open();
      channel = open;
    }
    open.write(request, block, block.length);
    FileReply reply = open.read(FileReply.class, LineChannel.LONG * 8);
    if (reply instanceof FileReply.Refused refused) {
      throw new RefusedException(refused.reason());
    }
    if (reply instanceof FileReply.Content content) {
      if (content.length() < 0 || content.length() > FileRequest.CHUNK) {
        throw new WireException("a piece must not be of " + content.length() + " bytes");
      }
      return new Answer(reply, open.readBytes(content.length()));
    }
    return new Answer(reply, new byte[0]);
  }

  /** The coordinator cannot do what was asked; asking again does not help. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
      super("the coordinator says: " + reason);
    }
  }

  private static void pause(int attempt) throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS << attempt);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while files were on their way", stopped);
    }
  }

  private static WireException unexpected(FileReply reply) {
    return new WireException("an answer to another question: " + reply);
  }

  @Override
  public void close() {
    LineChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
