/**
 * What a technique of compression is: what may be searched about it, what a point of the space
 * makes of a network, and when. Implementations lie beside it ({@code prune}, {@code quantise}), or
 * come from plug-ins.
 */
@NullMarked
package io.paretune.evaluators.compress.technique;

import org.jspecify.annotations.NullMarked;
