package io.paretune.hardware.meter.agent.server;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.Figures;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.agent.wire.AgentAnswer;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.meter.agent.wire.MeasureRequest;
import io.paretune.hardware.meter.process.Measurer;
import io.paretune.hardware.meter.process.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Takes no time unless it is held up, and counts who is with it. */
public final class SimulatedMeasurer implements Measurer {

  /** One measurement for each permit. */
  final Semaphore permits = new Semaphore(1 << 20);

  final AtomicInteger measured = new AtomicInteger();
  final AtomicInteger together = new AtomicInteger();
  final AtomicInteger mostTogether = new AtomicInteger();
  private final Supplier<MeasuredLatency> reading;

  SimulatedMeasurer() {
    this(() -> Figures.measured(0.5, "Board A"));
  }

  SimulatedMeasurer(Supplier<MeasuredLatency> reading) {
    this.reading = reading;
  }

  /** An agent on a free port of loopback whose machine is made up. */
  public static MeasuringAgent agent(AgentSettings settings, Supplier<MeasuredLatency> reading) {
    return MeasuringAgent.start(settings, new SimulatedMeasurer(reading), event -> {});
  }

  @Override
  public AgentDescription identity() {
    return new AgentDescription(
        reading.get().machine(), Map.of("paretune", "test"), 1, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public AgentAnswer measure(WorkDirectory work, Duration limit) {
    mostTogether.accumulateAndGet(together.incrementAndGet(), Math::max);
    try (InputStream in = Files.newInputStream(work.request())) {
      permits.acquire();
      measured.incrementAndGet();
      return new AgentAnswer(reading.get(), MeasureRequest.read(in).model(), Map.of());
    } catch (IOException | InterruptedException e) {
      throw new HardwareException(e.toString(), e);
    } finally {
      together.decrementAndGet();
    }
  }

  @Override
  public void close() {
    permits.release(100);
  }
}
