/**
 * Engines that run the deployed file, behind one interface: a file and a profile give a loaded
 * model whose buffers are allocated once, ready to be timed by {@code hardware.protocol}. ONNX
 * Runtime runs ONNX files, PyTorch ({@code runtime.torch}) TorchScript files, each on the processor
 * or on an NVIDIA GPU.
 */
@NullMarked
package io.paretune.hardware.runtime;

import org.jspecify.annotations.NullMarked;
