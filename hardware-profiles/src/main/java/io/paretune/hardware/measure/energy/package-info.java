/**
 * Energy of a model's runs: counters of the processor's packages (RAPL) and of NVIDIA's GPUs
 * (NVML), read around windows of runs. Terms are those of MLPerf Power (energy of a sample, idle
 * power included) and of Zeus (a window between two readings of a counter).
 */
@NullMarked
package io.paretune.hardware.measure.energy;

import org.jspecify.annotations.NullMarked;
