/**
 * How stored weights become steps of a grid: each to the nearest one, or so that what is changed is
 * made up for. Techniques ask it.
 */
@NullMarked
package io.paretune.evaluators.onnx.graph.rounding;

import org.jspecify.annotations.NullMarked;
