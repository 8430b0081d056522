package io.paretune.hardware.agent.server;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.agent.wire.AgentAnswer;
import io.paretune.hardware.agent.wire.AgentDescription;
import io.paretune.hardware.agent.wire.AgentJson;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.runtime.TorchEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM that measures, {@link MeasuringChild}. Started when it is needed, kept from one
 * measurement to the next as a search keeps its workers, and replaced when it died, was late or has
 * served for long.
 */
final class MeasuringProcess implements Measurer {

  /** Begins every line that is meant for this side; a native library may print others. */
  static final String MARK = "paretune-agent ";

  /** The child's word for: only a process with so many threads can do that. */
  static final String THREADS = "threads";

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration PARTING = Duration.ofSeconds(5);
  private static final int RECYCLE_AFTER = 200;
  private static final int SIGNALLED = 128;

  private final List<String> command;
  private @Nullable Child child;
  private @Nullable AgentDescription identity;
  private int threads = 1;

  /**
   * A process that is started by a command, to which the directory is added.
   *
   * @param command program and arguments
   */
  MeasuringProcess(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** In a JVM like this one, with this one's class path. */
  static MeasuringProcess likeThisOne() {
    return new MeasuringProcess(java(MeasuringChild.class));
  }

  /** As {@link #likeThisOne()}, for a number of threads and under the lease of a directory. */
  static MeasuringProcess under(MeasuringLease lease, int threads) {
    List<String> command = new ArrayList<>(java(MeasuringChild.class));
    command.add(lease.directory().toString());
    MeasuringProcess process = new MeasuringProcess(command);
    process.threads = threads;
    return process;
  }

  static List<String> java(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx1g",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Djava.awt.headless=true",
        // what stands between this side and an engine is as fast as it gets after some hundred runs
        "-XX:CompileThresholdScaling=0.1",
        main.getName());
  }

  @Override
  public synchronized AgentDescription identity() {
    try {
      if (identity == null) {
        running();
      }
      if (identity == null) {
        throw new IllegalStateException("a child that started has said who it is");
      }
      return identity;
    } catch (Denial unable) {
      throw new HardwareException(unable.reason(), unable);
    }
  }

  @Override
  public AgentAnswer measure(WorkDirectory work, Duration limit) throws Denial {
    Line line = asked(work, limit);
    if (line.word().equals(THREADS) && line.text().matches("[0-9]{1,5}")) {
      // the engine reads their number when it starts, and never again
      drop();
      threads = Integer.parseInt(line.text());
      line = asked(work, limit);
    }
    return answer(line);
  }

  private Line asked(WorkDirectory work, Duration limit) throws Denial {
    Child serving = running();
    serving.served++;
    serving.say(work.line());
    Line line = serving.hear(limit);
    if (line == null) {
      drop();
      throw new Denial(
          504, "it took longer than the limit of " + limit.toSeconds() + " s and was ended");
    }
    if (line.word().equals("ended")) {
      drop();
      throw new Denial(422, "the process that ran it " + serving.ending());
    }
    return line;
  }

  private static AgentAnswer answer(Line line) throws Denial {
    return switch (line.word()) {
      case "reading" -> understood(() -> AgentJson.readAnswer(line.rest()));
      case "refused" -> throw new Denial(422, reason(line));
      case "unfit" -> throw new Denial(400, reason(line));
      default -> throw new Denial(500, reason(line));
    };
  }

  private static String reason(Line line) {
    return AgentJson.readRefusal(line.rest()).orElse("it failed without a reason");
  }

  private static <T> T understood(Supplier<T> reader) throws Denial {
    try {
      return reader.get();
    } catch (IllegalArgumentException nonsense) {
      throw new Denial(500, "the process that measures made no sense: " + nonsense.getMessage());
    }
  }

  private synchronized Child running() throws Denial {
    if (child != null && (child.served >= RECYCLE_AFTER || !child.process.isAlive())) {
      drop();
    }
    if (child == null) {
      Child started = start();
      child = started;
      Line line = started.hear(START);
      if (line == null || !line.word().equals("ready")) {
        String why =
            line == null
                ? "did not start within " + START.toSeconds() + " s"
                : line.word().equals("ended") ? started.ending() : "said: " + reason(line);
        drop();
        throw new Denial(500, "the process that measures " + why);
      }
      identity = understood(() -> AgentJson.readDescription(line.rest()));
    }
    return child;
  }

  private Child start() throws Denial {
    List<String> words = new ArrayList<>(command);
    words.addAll(1, TorchEngine.options(threads));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(TorchEngine.environment(threads));
    // by the environment: ONNX Runtime dies in a process with a long command line
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    try {
      return new Child(builder.start());
    } catch (IOException e) {
      throw new Denial(500, "the process that measures cannot be started: " + e.getMessage());
    }
  }

  private synchronized void drop() {
    if (child != null) {
      child.end();
      child = null;
    }
  }

  @Override
  public void close() {
    drop();
  }

  /** A word of the child's and what it is about. */
  private record Line(String word, String text) {
    byte[] rest() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** One child. */
  private static final class Child {
    private final Process process;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private int served;

    Child(Process process) {
      this.process = process;
      Thread reader = new Thread(this::read, "measuring-process-reader");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (InputStream in = process.getInputStream();
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          if (line.startsWith(MARK)) {
            String[] parts = line.substring(MARK.length()).split(" ", 2);
            lines.add(new Line(parts[0], parts.length > 1 ? parts[1] : ""));
          }
        }
      } catch (IOException broken) {
        // as if it had ended, which the next line says
      } finally {
        lines.add(new Line("ended", ""));
      }
    }

    void say(String line) {
      try {
        Writer out = process.outputWriter(StandardCharsets.UTF_8);
        out.write(line + "\n");
        out.flush();
      } catch (IOException gone) {
        // what it died of is heard at its other end
      }
    }

    /** The next line, or null when the time is up. */
    @Nullable Line hear(Duration limit) throws Denial {
      try {
        return lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Denial(500, "the agent is being stopped");
      }
    }

    String ending() {
      try {
        if (process.waitFor(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
          int code = process.exitValue();
          return code > SIGNALLED
              ? "was killed by signal " + (code - SIGNALLED)
              : "ended with exit code " + code;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return "closed its output";
    }

    void end() {
      process.destroyForcibly();
      try {
        // its lease is free once it is gone
        process.waitFor(PARTING.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
