package io.paretune.experiments.program;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A process and all that it started. */
final class ProcessTree {

  private static final long LOOK_MILLIS = 10;

  private ProcessTree() {}

  /**
   * Ends a process and its descendants: asks, and after a while insists. A descendant whose parent
   * ended earlier is not found.
   */
  static void end(ProcessHandle root, Duration grace) throws InterruptedException {
    // before the first ends, since whoever loses its parent is no descendant any more
    List<ProcessHandle> asked = of(root).toList();
    asked.forEach(ProcessHandle::destroy);
    long until = System.nanoTime() + grace.toNanos();
    while (asked.stream().anyMatch(ProcessTree::runs) && System.nanoTime() < until) {
      Thread.sleep(LOOK_MILLIS);
    }
    asked.stream().flatMap(ProcessTree::of).toList().forEach(ProcessHandle::destroyForcibly);
  }

  private static Stream<ProcessHandle> of(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants());
  }

  /** A dead process that nobody reaps, as in a container without init, has no command any more. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }
}
