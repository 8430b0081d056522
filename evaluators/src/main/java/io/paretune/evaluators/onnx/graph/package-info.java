/**
 * Graphs that are not understood, and need not be: numbers are made smaller where they lie, and
 * everything else stays as it came. The second way in, beside {@code onnx.read}, which makes a
 * network of what it understands.
 */
@NullMarked
package io.paretune.evaluators.onnx.graph;

import org.jspecify.annotations.NullMarked;
