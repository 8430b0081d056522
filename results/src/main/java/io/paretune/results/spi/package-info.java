/** Providers of report formats, found on the class path by {@link java.util.ServiceLoader}. */
@NullMarked
package io.paretune.results.spi;

import org.jspecify.annotations.NullMarked;
