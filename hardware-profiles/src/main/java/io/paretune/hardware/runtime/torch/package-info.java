/**
 * PyTorch on TorchScript files, through DJL: the engine, of which a process has one for good, and
 * the size of input that such files may not tell. Above {@code runtime}, beside its ONNX Runtime.
 */
@NullMarked
package io.paretune.hardware.runtime.torch;

import org.jspecify.annotations.NullMarked;
