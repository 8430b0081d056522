/**
 * The figures of a file that take time: how fast it is beside another one, what a program says of
 * it, and how much time there is for that.
 */
@NullMarked
package io.paretune.experiments.compress.graph.figure;

import org.jspecify.annotations.NullMarked;
