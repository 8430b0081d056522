package io.paretune.hardware.meter.process;

import io.paretune.hardware.meter.Figures;
import io.paretune.hardware.meter.agent.wire.AgentAnswer;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.meter.agent.wire.AgentJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A measuring process that does what the model says. */
final class ChildThatFails {
  private ChildThatFails() {}

  public static void main(String[] none) throws IOException {
    say(
        "ready",
        AgentJson.write(
            new AgentDescription(
                Figures.machine("Board"), Map.of(), 1, Duration.ZERO, Duration.ZERO)));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String model = Files.readString(WorkDirectory.parse(line).model());
      switch (model) {
        case "abort" -> Runtime.getRuntime().halt(134);
        case "exit" -> System.exit(3);
        case "hang" -> {
          while (true) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
          }
        }
        case "threads" -> {
          if ("3".equals(System.getenv("OMP_NUM_THREADS"))) {
            answer();
          } else {
            say(MeasuringProcess.THREADS, "3");
          }
        }
        case "nonsense" -> say("reading", "{}");
        case "noise" -> {
          System.out.print("a native library says: half a line");
          answer();
        }
        default -> answer();
      }
    }
  }

  private static void answer() {
    say(
        "reading",
        AgentJson.write(
            new AgentAnswer(Figures.measured(0.5, "Board"), "ab".repeat(32), Map.of())));
  }

  private static void say(String word, String json) {
    System.out.print("\n" + MeasuringProcess.MARK + word + " " + json + "\n");
    System.out.flush();
  }
}
