/**
 * Import of ONNX files: a file of someone else's becomes a {@link
 * io.paretune.evaluators.network.Network} with its {@link io.paretune.evaluators.network.Weights}.
 *
 * <p>Files are read as hostile: {@link io.paretune.evaluators.onnx.read.file.ModelFile} checks
 * sizes before it allocates. Constants are folded, layout changes are followed as index maps and
 * become layers only where a layer needs them, and what has no layer is refused by name.
 */
@NullMarked
package io.paretune.evaluators.onnx.read;

import org.jspecify.annotations.NullMarked;
