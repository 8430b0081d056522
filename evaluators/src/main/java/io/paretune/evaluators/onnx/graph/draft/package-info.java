/**
 * A graph that is being rewritten: what it holds, who reads what, and the nodes and stored tensors
 * that take the place of those that came. Below everything else of {@code onnx.graph}.
 */
@NullMarked
package io.paretune.evaluators.onnx.graph.draft;

import org.jspecify.annotations.NullMarked;
