/**
 * What jars on the class path add: samplers, pruners, families, report formats. Below {@code
 * config}, which looks names up here; the coordinator and its workers have one class path, so they
 * know the same.
 */
@NullMarked
package io.paretune.experiments.plugin;

import org.jspecify.annotations.NullMarked;
