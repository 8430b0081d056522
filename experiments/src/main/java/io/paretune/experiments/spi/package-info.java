/**
 * How a jar adds a way to evaluate trials. Above {@code evaluation}, which says what an evaluation
 * is; the two that ship, networks and programs, are providers, too.
 */
@NullMarked
package io.paretune.experiments.spi;

import org.jspecify.annotations.NullMarked;
