/**
 * The engines that profiles can name: {@link io.paretune.hardware.engine.Engines} has those that
 * ship and those of plug-ins. Above {@code runtime} and {@code spi}; whoever has a profile and
 * needs its engine asks here.
 */
@NullMarked
package io.paretune.hardware.engine;

import org.jspecify.annotations.NullMarked;
