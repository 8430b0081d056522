package io.paretune.evaluators.train.batch;

import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.train.forward.StepGate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Batches made by threads that stay a few steps ahead of the training: the same ones, to the last
 * bit, whatever the number of threads. As many are ahead as there are threads, and one more, but no
 * more than take {@value #MOST_BYTES} bytes, or one; their memory is allocated once. Making one is
 * let through by the training's own gate, so that whoever measures has the machine to himself.
 */
public final class BatchesAhead implements Batches {

  private static final long MOST_BYTES = 256L << 20;

  private final ViewedBatches source;
  private final long last;
  private final StepGate gate;
  private final ExecutorService threads;

  /** Those that are made or being made, in the order of their steps. */
  private final Deque<Ahead> coming = new ArrayDeque<>();

  private final Deque<BatchBuffers> free = new ArrayDeque<>();
  private Optional<BatchBuffers> inUse = Optional.empty();
  private int unmade;
  private long next;
  private volatile boolean closed;

  /**
   * A batch that is made or being made.
   *
   * @param step over all epochs, from 0
   */
  private record Ahead(long step, BatchBuffers into, Future<?> made) {}

  /**
   * @param source of the batches; nobody else must ask it for some
   * @param epochs after which none are made ahead
   * @param threads at least 1
   * @param gate of the steps; what is done beside them passes it, too
   */
  public BatchesAhead(ViewedBatches source, int epochs, int threads, StepGate gate) {
    this.source = source;
    this.last = (long) epochs * source.steps();
    this.gate = gate.beside();
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "batches");
              thread.setDaemon(true);
              return thread;
            });
    this.unmade = (int) Math.max(2, Math.min(threads + 2L, MOST_BYTES / source.bytes()));
  }

  @Override
  public int steps() {
    return source.steps();
  }

  /**
   * Waits until the batch of a step is made. To be called outside the gate: what makes it must pass
   * the gate, too.
   *
   * @throws RuntimeException what its making ended with
   */
  @Override
  public void await(int epoch, int step) {
    long wanted = (epoch - 1L) * source.steps() + step;
    if (coming.isEmpty() || coming.getFirst().step() != wanted) {
      beginAt(wanted);
    }
    end(coming.getFirst());
  }

  @Override
  public Batch batch(int epoch, int step, NDManager owner) {
    await(epoch, step);
    Ahead made = coming.removeFirst();
    inUse.ifPresent(free::add); // the step before has ended
    inUse = Optional.of(made.into());
    fillUp();
    return source.handed(made.into(), owner);
  }

  /** A training begins, or goes on from elsewhere. */
  private void beginAt(long step) {
    for (Ahead each : coming) {
      settle(each);
      free.add(each.into());
    }
    coming.clear();
    next = step;
    begin();
    fillUp();
  }

  private void fillUp() {
    while (free.size() + unmade > 0 && next < last) {
      begin();
    }
  }

  private void begin() {
    long step = next++;
    unmade -= free.isEmpty() ? 1 : 0;
    BatchBuffers into = free.isEmpty() ? source.buffers() : free.removeFirst();
    coming.add(new Ahead(step, into, threads.submit(() -> make(step, into))));
  }

  private void make(long step, BatchBuffers into) {
    if (!closed) {
      int epoch = (int) (step / source.steps()) + 1;
      gate.run(() -> source.fill(epoch, (int) (step % source.steps()), into));
    }
  }

  private static void end(Ahead each) {
    try {
      each.made().get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", stopped);
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

  /** Waits until nobody writes into it any more; how it ended does not matter. */
  private static void settle(Ahead each) {
    try {
      end(each);
    } catch (RuntimeException nobodyAsks) {
      // its step is not taken
    }
  }

  /** No more are made; one that is being made is not waited for, since it holds nothing. */
  @Override
  public void close() {
    closed = true;
    threads.shutdown();
  }
}
