/**
 * Static quantisation in place: QuantizeLinear/DequantizeLinear pairs where ONNX Runtime fuses them
 * with the operators around into kernels on bytes. What an operator needs for that is a rule of its
 * own, found by the operator's name.
 */
@NullMarked
package io.paretune.evaluators.onnx.graph.qdq;

import org.jspecify.annotations.NullMarked;
