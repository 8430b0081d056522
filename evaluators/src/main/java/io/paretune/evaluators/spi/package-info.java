/**
 * Providers of what a search for networks is made of, beside those of {@link
 * io.paretune.search.spi}: found on the class path by {@link java.util.ServiceLoader}, used by
 * their names in experiment files.
 */
@Experimental
@NullMarked
package io.paretune.evaluators.spi;

import io.paretune.search.annotation.Experimental;
import org.jspecify.annotations.NullMarked;
