package io.paretune.hardware.meter.process;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.MeasuringTimeoutException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.UnfitProfileException;
import io.paretune.hardware.child.ChildEndedException;
import io.paretune.hardware.child.JavaChild;
import io.paretune.hardware.child.JavaLaunch;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.agent.wire.AgentAnswer;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.meter.agent.wire.AgentJson;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM that measures, {@link MeasuringChild}. Started when it is needed, kept from one
 * measurement to the next as a search keeps its workers, and replaced when it died, was late or has
 * served for long.
 */
public final class MeasuringProcess implements Measurer {

  /** Begins every line that is meant for this side; a native library may print others. */
  static final String MARK = "paretune-agent ";

  /** The child's word for: only a process with so many threads can do that. */
  static final String THREADS = "threads";

  private static final Duration START = Duration.ofMinutes(2);
  private static final int RECYCLE_AFTER = 200;

  private final IntFunction<JavaLaunch> launch;
  private @Nullable JavaChild<Line> child;
  private @Nullable AgentDescription identity;
  private int served;
  private int threads;

  /**
   * A process that is started when it is needed.
   *
   * @param launch how, for a number of threads
   * @param threads of the first one
   */
  MeasuringProcess(IntFunction<JavaLaunch> launch, int threads) {
    this.launch = launch;
    this.threads = threads;
  }

  /** In a JVM like this one, with this one's class path. */
  public static MeasuringProcess likeThisOne() {
    return new MeasuringProcess(threads -> java(MeasuringChild.class, threads), 1);
  }

  /** As {@link #likeThisOne()}, for a number of threads and under the lease of a directory. */
  static MeasuringProcess under(MeasuringLease lease, int threads) {
    String directory = lease.directory().toString();
    return new MeasuringProcess(
        count -> java(MeasuringChild.class, count).withArguments(directory), threads);
  }

  static JavaLaunch java(Class<?> main, int threads) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.awt.headless=true",
                // what stands between this side and an engine is as fast as it gets after some
                // hundred runs
                "-XX:CompileThresholdScaling=0.1"));
    options.addAll(TorchEngine.options(threads));
    return JavaLaunch.of(main, options).withEnvironment(TorchEngine.environment(threads));
  }

  @Override
  public synchronized AgentDescription identity() {
    if (identity == null) {
      running();
    }
    if (identity == null) {
      throw new IllegalStateException("a child that started has said who it is");
    }
    return identity;
  }

  @Override
  public AgentAnswer measure(WorkDirectory work, Duration limit) {
    Line line = asked(work, limit);
    if (line.word().equals(THREADS) && line.text().matches("[0-9]{1,5}")) {
      // the engine reads their number when it starts, and never again
      close();
      threads = Integer.parseInt(line.text());
      line = asked(work, limit);
    }
    return answer(line);
  }

  private Line asked(WorkDirectory work, Duration limit) {
    JavaChild<Line> serving = running();
    try {
      say(serving, work.line());
      Optional<Line> line = serving.hear(limit);
      if (line.isEmpty()) {
        close();
      }
      return line.orElseThrow(
          () ->
              new MeasuringTimeoutException(
                  "it took longer than the limit of " + limit.toSeconds() + " s and was ended"));
    } catch (ChildEndedException ended) {
      close();
      throw new ModelRefusedException("the process that ran it " + ended.how(), ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted during a measurement", e);
    }
  }

  private static void say(JavaChild<Line> child, String line) {
    try {
      child.say(line);
    } catch (IOException gone) {
      // what it died of is heard at its other end
    }
  }

  private static AgentAnswer answer(Line line) {
    return switch (line.word()) {
      case "reading" -> understood(() -> AgentJson.readAnswer(line.rest()));
      case "refused" -> throw new ModelRefusedException(line.reason());
      case "unfit" -> throw new UnfitProfileException(line.reason());
      default -> throw new HardwareException(line.reason());
    };
  }

  private static <T> T understood(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException nonsense) {
      throw new HardwareException(
          "the process that measures made no sense: " + nonsense.getMessage(), nonsense);
    }
  }

  private synchronized JavaChild<Line> running() {
    if (child != null && (served >= RECYCLE_AFTER || !child.isAlive())) {
      close();
    }
    if (child == null) {
      JavaChild<Line> started = start();
      try {
        Line ready = ready(started);
        identity = understood(() -> AgentJson.readDescription(ready.rest()));
      } catch (HardwareException unable) {
        started.close();
        throw unable;
      }
      child = started;
      served = 0;
    }
    served++;
    return child;
  }

  private JavaChild<Line> start() {
    try {
      return JavaChild.start(
          launch.apply(threads), ProcessBuilder.Redirect.INHERIT, MeasuringProcess::line);
    } catch (IOException e) {
      throw new HardwareException(
          "the process that measures cannot be started: " + e.getMessage(), e);
    }
  }

  private static Line ready(JavaChild<Line> started) {
    try {
      Line line =
          started
              .hear(START)
              .orElseThrow(
                  () ->
                      new HardwareException(
                          "the process that measures did not start within "
                              + START.toSeconds()
                              + " s"));
      if (!line.word().equals("ready")) {
        throw new HardwareException("the process that measures said: " + line.reason());
      }
      return line;
    } catch (ChildEndedException ended) {
      throw new HardwareException("the process that measures " + ended.how(), ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted while the process that measures started", e);
    }
  }

  @Override
  public synchronized void close() {
    if (child != null) {
      child.close();
      child = null;
    }
  }

  private static Optional<Line> line(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    String[] parts = line.substring(MARK.length()).split(" ", 2);
    return Optional.of(new Line(parts[0], parts.length > 1 ? parts[1] : ""));
  }

  /** A word of the child's and what it is about. */
  private record Line(String word, String text) {
    byte[] rest() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    String reason() {
      return AgentJson.readRefusal(rest()).orElse("it failed without a reason");
    }
  }
}
