package io.paretune.hardware.meter;

import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.References;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.noise.NoiseIndicator;
import io.paretune.hardware.protocol.statistics.Samples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Made-up figures of made-up machines. */
public final class Figures {
  private Figures() {}

  /** A machine that nobody has. */
  public static Fingerprint machine(String cpu) {
    Map<String, String> map = new HashMap<>();
    map.put("cpu-model", cpu);
    map.put("instruction-sets", "asimd fp16");
    map.put("logical-cores", "4");
    map.put("allowed-cores", "4.0");
    map.put("governor", "performance");
    map.put("microcode", "unknown");
    map.put("kernel", "6.1");
    map.put("memory-bytes", "8000000000");
    map.put("runtime", "onnxruntime");
    map.put("runtime-version", "1.29.0");
    return Fingerprint.fromMap(map);
  }

  /** An accepted latency at batch 1, after one rejected attempt. */
  public static Latency latency(double medianMs) {
    long nanos = (long) (medianMs * 1e6);
    return latency(medianMs, true, Samples.of(nanos, nanos + 5, nanos + 10, nanos, nanos, nanos));
  }

  /** An unstable one. */
  public static Latency unstable(double medianMs) {
    long nanos = (long) (medianMs * 1e6);
    return latency(medianMs, false, Samples.of(nanos, nanos, nanos, nanos, nanos, nanos));
  }

  private static Latency latency(double medianMs, boolean stable, Samples samples) {
    return new Latency(
        medianMs,
        medianMs * 1.1,
        medianMs * 1.3,
        medianMs * 0.99,
        medianMs * 1.01,
        samples.count(),
        1,
        List.of("other processes used 0.90 cores; \"quoted\" — größer"),
        stable,
        new Noise(Map.of(NoiseIndicator.FOREIGN_LOAD, 0.02, NoiseIndicator.COLLECTIONS, 1.0)),
        new References(0.31, List.of(0.3, 0.32), 0.33),
        samples,
        512.25,
        List.of());
  }

  /** A latency with its machine. */
  public static MeasuredLatency measured(double medianMs, String cpu) {
    return new MeasuredLatency(latency(medianMs), machine(cpu));
  }
}
