/**
 * An ONNX file as bytes: read as if by an adversary, with limits on its fields, sizes and work, and
 * with tensors that lie in files beside it. Knows no operator.
 */
@NullMarked
package io.paretune.evaluators.onnx.read.file;

import org.jspecify.annotations.NullMarked;
