/**
 * The part of an experiment file that says which program evaluates the points of which space. Below
 * {@code config}, which reads the rest.
 */
@NullMarked
package io.paretune.experiments.config.program;

import org.jspecify.annotations.NullMarked;
