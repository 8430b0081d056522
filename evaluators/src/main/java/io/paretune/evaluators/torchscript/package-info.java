/**
 * Networks as TorchScript files, written without Python: the file's zip, its pickle and its code,
 * in 32 or 16 bits; and running a written file on PyTorch to prove that it computes the network.
 * Stands beside {@code onnx}, between compression and what is kept.
 */
@NullMarked
package io.paretune.evaluators.torchscript;

import org.jspecify.annotations.NullMarked;
