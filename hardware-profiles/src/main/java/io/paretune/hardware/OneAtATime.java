package io.paretune.hardware;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Work that one of several threads and processes of a machine does at a time: the others wait. The
 * lock of a killed process falls away.
 */
public final class OneAtATime {

  private static final long PAUSE_MILLIS = 50;

  /**
   * The work.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T done() throws IOException;
  }

  private OneAtATime() {}

  /**
   * Does the work when nobody else who names the same file does theirs.
   *
   * @param lock a file for this alone, made if it does not exist and left behind
   * @throws IOException if the lock cannot be had, or what the work threw
   */
  public static <T> T with(Path lock, Work<T> work) throws IOException {
    return with(lock, () -> {}, work);
  }

  /**
   * As {@link #with(Path, Work)}.
   *
   * @param waits told again and again while another does theirs
   */
  public static <T> T with(Path lock, Runnable waits, Work<T> work) throws IOException {
    BooleanSupplier always =
        () -> {
          waits.run();
          return true;
        };
    return whileWorth(lock, always, work)
        .orElseThrow(() -> new IOException("the lock " + lock + " was lost"));
  }

  /**
   * As {@link #with}, while it is worth waiting for the others.
   *
   * @param worthWaiting asked again and again while another does theirs
   * @return what came of the work; empty if it was not done since waiting was not worth it
   */
  public static <T> Optional<T> whileWorth(Path lock, BooleanSupplier worthWaiting, Work<T> work)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Optional<FileLock> held = free(channel);
      while (held.isEmpty()) {
        if (!worthWaiting.getAsBoolean()) {
          return Optional.empty();
        }
        pause();
        held = free(channel);
      }
      try (FileLock mine = held.get()) {
        if (!mine.isValid()) {
          throw new IOException("the lock " + lock + " was lost");
        }
        return Optional.of(work.done());
      }
    }
  }

  private static Optional<FileLock> free(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException heldByAnotherThread) {
      // the lock is the process's: between its own threads it does not wait but throws
      return Optional.empty();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a lock", e);
    }
  }
}
