package io.paretune.hardware.meter.agent.server;

import io.paretune.hardware.Digest;
import io.paretune.hardware.meter.agent.wire.MeasureRequest;
import io.paretune.hardware.meter.process.WorkDirectory;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;

/**
 * Receives the body of one request, within a time that its length sets. Jetty ends a body that
 * stands still; one that trickles is noticed at its next byte.
 */
final class Reception {

  /** A head, its length and some room, beside what is limited. */
  static final long LARGEST_HEAD = 128 << 10;

  private final Request request;
  private final long length;
  private final long limitNanos;
  private final AtomicBoolean receiving = new AtomicBoolean();

  Reception(Request request, long length, AgentLimits.Slowness slowness) {
    this.request = request;
    this.length = length;
    this.limitNanos =
        slowness.head().plus(Duration.ofSeconds(length / slowness.slowestUpload())).toNanos();
    // while it waits for its turn or is measured, a request is silent for good reason
    request.addIdleTimeoutListener(silent -> receiving.get());
  }

  /** Writes what comes into a directory. */
  MeasureRequest receive(WorkDirectory work) throws RequestDeniedException {
    receiving.set(true);
    try (InputStream in = new Deadline(Request.asInputStream(request), limitNanos)) {
      return received(in, work);
    } catch (IllegalArgumentException malformed) {
      throw new RequestDeniedException(400, String.valueOf(malformed.getMessage()));
    } catch (EOFException cut) {
      throw new RequestDeniedException(400, "the request ended early");
    } catch (IOException broken) {
      for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
        if (cause instanceof TimeoutException) {
          throw new RequestDeniedException(408, "the request came too slowly");
        }
      }
      throw new RequestDeniedException(
          400, "the request could not be received: " + broken.getMessage());
    } finally {
      receiving.set(false);
    }
  }

  private MeasureRequest received(InputStream in, WorkDirectory work)
      throws IOException, RequestDeniedException {
    MeasureRequest head = MeasureRequest.read(in);
    if (head.length() != length) {
      throw new RequestDeniedException(
          400, "its parts have " + head.length() + " bytes, the whole says " + length);
    }
    Files.write(work.request(), head.head());
    try (OutputStream out = Files.newOutputStream(work.input())) {
      MeasureRequest.copy(in, out, head.inputBytes());
    }
    MessageDigest digest = Digest.sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(work.model()), digest)) {
      MeasureRequest.copy(in, out, head.modelBytes());
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(head.model())) {
      throw new RequestDeniedException(400, "the model was damaged on its way");
    }
    return head;
  }

  /** Ends when the time is up. */
  private static final class Deadline extends FilterInputStream {
    private final long start = System.nanoTime();
    private final long limitNanos;

    Deadline(InputStream in, long limitNanos) {
      super(in);
      this.limitNanos = limitNanos;
    }

    private void check() throws IOException {
      if (System.nanoTime() - start > limitNanos) {
        throw new IOException(new TimeoutException("too slow"));
      }
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      check();
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      int read = super.read(bytes, offset, count);
      check();
      return read;
    }
  }
}
