/** Tests of calls and of how alike they are answered. */
@NullMarked
package io.paretune.evaluators.onnx.graph.rounding;

import org.jspecify.annotations.NullMarked;
