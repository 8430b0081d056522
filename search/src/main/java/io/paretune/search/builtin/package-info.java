/**
 * The samplers that ship, as experiment files name them. Above all other samplers and {@code spi}.
 */
@NullMarked
package io.paretune.search.builtin;

import org.jspecify.annotations.NullMarked;
