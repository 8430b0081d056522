/**
 * What may be done to one node of a graph to make it smaller or faster: a class each. The plan in
 * {@code onnx.graph} says which node gets which.
 */
@NullMarked
package io.paretune.evaluators.onnx.graph.technique;

import org.jspecify.annotations.NullMarked;
