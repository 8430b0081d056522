/**
 * How a jar adds a way to evaluate trials. Above {@code evaluation}, which says what an evaluation
 * is; the two that ship, networks and programs, are providers, too.
 */
@Experimental
@NullMarked
package io.paretune.experiments.spi;

import io.paretune.search.annotation.Experimental;
import org.jspecify.annotations.NullMarked;
