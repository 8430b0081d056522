package io.paretune.hardware.protocol.noise;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Reads the counters out of the texts of Linux's /proc (proc(5)). Pure. */
final class ProcFiles {
  private static final int IDLE = 3;
  private static final int IOWAIT = 4;
  private static final int STEAL = 7;

  /** Time in guests is counted in user and nice already. */
  private static final int FIRST_GUEST = 8;

  private ProcFiles() {}

  /** Machine-wide counters from {@code /proc/stat}. */
  static Map<Counter, Long> machine(String stat, long nanosATick) {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    if (!stat.startsWith("cpu ")) {
      return values;
    }
    String line = stat.lines().findFirst().orElse("").substring("cpu ".length()).strip();
    long[] ticks = Arrays.stream(line.split("\\s+", -1)).mapToLong(Long::parseLong).toArray();
    long busy = 0;
    for (int i = 0; i < Math.min(ticks.length, FIRST_GUEST); i++) {
      busy += i == IDLE || i == IOWAIT || i == STEAL ? 0 : ticks[i];
    }
    values.put(Counter.MACHINE_BUSY, busy * nanosATick);
    if (ticks.length > STEAL) {
      values.put(Counter.STOLEN, ticks[STEAL] * nanosATick);
    }
    return values;
  }

  /** Counters of one task from its {@code schedstat} and {@code status}. */
  static Map<Counter, Long> task(String schedstat, String status) {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    String[] parts = schedstat.strip().split("\\s+", -1);
    if (parts.length == 3) {
      values.put(Counter.WAITED, Long.parseLong(parts[1]));
    }
    status
        .lines()
        .filter(line -> line.startsWith("nonvoluntary_ctxt_switches:"))
        .findFirst()
        .ifPresent(
            line ->
                values.put(
                    Counter.INVOLUNTARY_SWITCHES,
                    Long.parseLong(line.substring(line.indexOf(':') + 1).strip())));
    return values;
  }
}
