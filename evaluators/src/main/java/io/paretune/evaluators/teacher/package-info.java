/**
 * Who teaches the students of a search: the family's largest network, or a trained model in a file.
 * Stands between {@code onnx} and {@code torchscript}, which run files, and {@code trial}.
 */
@NullMarked
package io.paretune.evaluators.teacher;

import org.jspecify.annotations.NullMarked;
