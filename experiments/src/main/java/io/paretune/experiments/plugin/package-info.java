/**
 * What jars on the class path add: samplers, pruners, techniques of compression, families, tasks,
 * formats of data and reports. Below {@code config}, which looks names up here; the coordinator and
 * its workers have one class path, so they know the same.
 */
@NullMarked
package io.paretune.experiments.plugin;

import org.jspecify.annotations.NullMarked;
