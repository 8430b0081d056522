/**
 * Compression of a model whose graph stays: its numbers are made smaller, and what that costs is
 * told by how alike it answers to the original.
 */
@NullMarked
package io.paretune.experiments.compress.graph;

import org.jspecify.annotations.NullMarked;
