/**
 * ONNX Runtime's natives and the environment that a process has of them for good. Below {@code
 * runtime}, whose runtimes and batches open their sessions in it.
 */
@NullMarked
package io.paretune.hardware.runtime.onnx;

import org.jspecify.annotations.NullMarked;
