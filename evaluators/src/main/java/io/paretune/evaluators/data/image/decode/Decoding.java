package io.paretune.evaluators.data.image.decode;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
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
  private final DecodingThreads threads;
  private final int ahead;
  private final Queue<Future<Decoded>> running = new ArrayDeque<>();

  public Decoding(List<Path> files, Function<Path, Decoded> decoder) {
    this.files = files.iterator();
    this.decoder = decoder;
    int count = files.size() <= FEW ? 1 : Runtime.getRuntime().availableProcessors();
    this.ahead = 4 * count;
    this.threads = new DecodingThreads(count);
  }

  /**
   * The next image.
   *
   * @throws RuntimeException as the decoder threw it for this file
   */
  public Decoded next() {
    while (files.hasNext() && running.size() < ahead) {
      Path file = files.next();
      running.add(threads.begin(() -> decoder.apply(file)));
    }
    return DecodingThreads.result(running.remove());
  }

  @Override
  public void close() {
    threads.close();
  }
}
