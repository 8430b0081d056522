package io.paretune.hardware.protocol.noise;

/** What an operating system counts up and noise is computed from; all times in nanoseconds. */
public enum Counter {
  /** Processor time of the measuring thread. */
  THREAD_CPU,
  /** Processor time of this process, all its threads. */
  PROCESS_CPU,
  /** Time that the measuring threads were ready to run and waited for a core. */
  WAITED,
  /** How often the measuring threads were switched out against their will. */
  INVOLUNTARY_SWITCHES,
  /** Time that the machine's cores were busy, summed over the cores. */
  MACHINE_BUSY,
  /** Time that the hypervisor gave to others, summed over the cores. */
  STOLEN,
  /** Garbage collections of this process. */
  COLLECTIONS,
  /** How fast the GPU that measures runs at that moment, in MHz: no count, and it may fall. */
  GPU_CLOCK
}
