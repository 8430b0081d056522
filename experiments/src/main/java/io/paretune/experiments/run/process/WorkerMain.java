package io.paretune.experiments.run.process;

import io.paretune.experiments.worker.WorkerLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker process. Not for people: it speaks JSON lines.
 *
 * <p>It ends when it is told to, and when its coordinator is gone: a worker left behind would keep
 * the machine busy and, holding the measuring lease, would stall every other run.
 */
public final class WorkerMain {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);

  private WorkerMain() {}

  /**
   * Serves the coordinator at the other end of standard input and output.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Interrupts.ignore();
    Runtime.getRuntime().addShutdownHook(new Thread(WorkerMain::endChildren, "end-children"));
    PrintStream pipe = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    // whatever a library prints must not end up among the messages
    System.setOut(System.err);
    try {
      new WorkerLoop(pipe, WorkerMain::residentBytes)
          .serve(
              System.in,
              WorkerService::open,
              () -> {
                endChildren();
                Runtime.getRuntime().halt(3);
              });
      // native thread pools may outlive main; nothing of theirs is worth waiting for
      Runtime.getRuntime().halt(0);
    } catch (Throwable failure) {
      LOG.error("the worker ends", failure);
      Runtime.getRuntime().halt(1);
    }
  }

  /** A program left behind would go on evaluating a trial that nobody waits for. */
  private static void endChildren() {
    ProcessHandle.current().descendants().toList().forEach(ProcessHandle::destroyForcibly);
  }

  /** From Linux's process table; 0 elsewhere, which switches recycling by memory off. */
  private static long residentBytes() {
    try {
      String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", 3);
      return Long.parseLong(pages[1]) * 4096;
    } catch (IOException | NumberFormatException unknown) {
      return 0;
    }
  }
}
