/**
 * Calls of a graph: what it is fed with, what its values are then, and how alike two graphs answer.
 */
@NullMarked
package io.paretune.evaluators.onnx.graph.call;

import org.jspecify.annotations.NullMarked;
