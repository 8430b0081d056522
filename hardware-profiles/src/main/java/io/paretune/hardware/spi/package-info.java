/**
 * How an engine from elsewhere comes to be named in hardware profiles without a fork: a provider
 * that {@link java.util.ServiceLoader} finds on the class path. The engines that ship are
 * providers, too ({@code hardware.engine}).
 */
@NullMarked
package io.paretune.hardware.spi;

import org.jspecify.annotations.NullMarked;
