package io.paretune.results.store.h2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreHeldException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a database: a file beside it, locked by the operating system (which lets go
 * when the process dies, however it dies) and holding the process id of the writer.
 */
public final class WriteLock implements AutoCloseable {

  /**
   * Lock files that this process holds. Static because the lock is the process's: POSIX drops it as
   * soon as the process closes any channel on the file, so a second opener in the same process must
   * be turned away before it touches the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private WriteLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param database for messages
   * @param file the lock's file, absolute and normalised; made if absent
   * @throws StoreHeldException if it is taken
   */
  public static WriteLock acquire(Path database, Path file) {
    if (!HELD.add(file)) {
      throw held(database, OptionalLong.of(ProcessHandle.current().pid()));
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw held(database, read(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
      return new WriteLock(file, channel);
    } catch (IOException | StoreHeldException failed) {
      closeQuietly(channel, failed);
      HELD.remove(file);
      if (failed instanceof StoreHeldException held) {
        throw held;
      }
      throw new StoreException("cannot lock " + file + " for writing: " + failed, failed);
    }
  }

  /**
   * Whether this process holds a lock. Opens no file: to close one that is locked here would let go
   * of the lock.
   *
   * @param file the lock's file, absolute and normalised
   */
  public static boolean isHeldHere(Path file) {
    return HELD.contains(file);
  }

  private static OptionalLong read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    channel.read(bytes, 0);
    String text = UTF_8.decode(bytes.flip()).toString().strip();
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static StoreHeldException held(Path database, OptionalLong pid) {
    String holder =
        pid.isEmpty()
            ? "another process"
            : pid.getAsLong() == ProcessHandle.current().pid()
                ? "this process (" + pid.getAsLong() + ") already"
                : "process " + pid.getAsLong();
    return new StoreHeldException(
        "the study database "
            + database
            + " is being written by "
            + holder
            + "; wait for it to end, or stop it",
        pid);
  }

  private static void closeQuietly(@Nullable FileChannel channel, Exception because) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException alsoFailed) {
      because.addSuppressed(alsoFailed);
    }
  }

  /** Lets go. The file stays: deleting it could pull it from under another process's lock. */
  @Override
  public void close() {
    try {
      channel.truncate(0);
      channel.close();
    } catch (IOException failed) {
      throw new StoreException("cannot release " + file + ": " + failed, failed);
    } finally {
      HELD.remove(file);
    }
  }
}
