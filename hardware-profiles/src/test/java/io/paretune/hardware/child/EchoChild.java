package io.paretune.hardware.child;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Says back what it hears, between what no message is; some words make it end. */
final class EchoChild {
  private EchoChild() {}

  public static void main(String[] arguments) throws InterruptedException {
    ParentPipe<String> parent = new ParentPipe<>(System.out);
    parent.listen(System.in, line -> line, () -> Runtime.getRuntime().halt(0));
    parent.say("> " + String.join(" ", arguments) + System.getenv("ECHO"));
    while (true) {
      String word = parent.next();
      System.out.print("half a line");
      switch (word) {
        case "exit" -> Runtime.getRuntime().halt(3);
        case "bye" -> Runtime.getRuntime().halt(0);
        case "hang" -> LockSupport.parkNanos(Duration.ofMinutes(2).toNanos());
        default -> parent.say("> " + word);
      }
    }
  }
}
