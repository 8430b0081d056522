/**
 * How a file is called: its inputs and outputs, and what it says of itself. A network knows none of
 * that; a signature is put around it when its file is written, so that a compressed file takes the
 * place of the one that was read. Stands between {@code onnx.read} and the exporters.
 */
@NullMarked
package io.paretune.evaluators.onnx.signature;

import org.jspecify.annotations.NullMarked;
