/** Tests of calls and of how alike they are answered. */
@NullMarked
package io.paretune.evaluators.onnx.graph.call;

import org.jspecify.annotations.NullMarked;
