/**
 * A model that came with its weights as a family: of the networks that it has within itself, with
 * fewer blocks and channels, so that they can share weights.
 *
 * <p>Above {@code prune}, beside the space of what is done to weights.
 */
@NullMarked
package io.paretune.evaluators.compress.elastic;

import org.jspecify.annotations.NullMarked;
