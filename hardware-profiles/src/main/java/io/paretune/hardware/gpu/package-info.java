/**
 * NVIDIA GPUs as their driver's management library (NVML) describes them: who they are, and the
 * energy, clocks and memory that measurements record. {@link io.paretune.hardware.gpu.NvmlLibrary}
 * is the boundary: tests put a machine that is written down in its place.
 */
@NullMarked
package io.paretune.hardware.gpu;

import org.jspecify.annotations.NullMarked;
