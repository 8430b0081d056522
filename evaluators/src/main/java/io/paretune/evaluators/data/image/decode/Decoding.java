package io.paretune.evaluators.data.image.decode;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Decodes files on all processors, and hands the images out in the order of the files. Only a few
 * images are ahead of what was asked for.
 */
public final class Decoding implements AutoCloseable {

  /** So many files are not worth threads. */
  private static final int FEW = 16;

  private final Iterator<Path> files;
  private final Function<Path, Decoded> decoder;
  private final ExecutorService threads;
  private final int ahead;
  private final Queue<Future<Decoded>> running = new ArrayDeque<>();

  public Decoding(List<Path> files, Function<Path, Decoded> decoder) {
    this.files = files.iterator();
    this.decoder = decoder;
    int count = files.size() <= FEW ? 1 : Runtime.getRuntime().availableProcessors();
    this.ahead = 4 * count;
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "decoding");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The next image.
   *
   * @throws RuntimeException as the decoder threw it for this file
   */
  public Decoded next() {
    while (files.hasNext() && running.size() < ahead) {
      Path file = files.next();
      running.add(threads.submit(() -> decoder.apply(file)));
    }
    try {
      return running.remove().get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while images were decoded", stopped);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException known) {
        throw known;
      }
      if (failed.getCause() instanceof Error fatal) {
        throw fatal;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
