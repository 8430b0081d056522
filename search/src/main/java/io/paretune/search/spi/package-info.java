/**
 * How code from elsewhere adds to a search without a fork: providers that {@link
 * java.util.ServiceLoader} finds on the class path, and the settings that experiment files give
 * them. Above {@code sampler} and {@code pruner}; the samplers that ship are providers, too ({@link
 * io.paretune.search.builtin.BuiltInSamplers}).
 */
@NullMarked
package io.paretune.search.spi;

import org.jspecify.annotations.NullMarked;
