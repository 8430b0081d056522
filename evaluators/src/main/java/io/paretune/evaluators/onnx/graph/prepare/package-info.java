/**
 * A foreign graph made ready: constants folded, normalisations folded into convolutions by the
 * runtime's own rules, and its operators in a version that can be quantised. It still answers as
 * the original does.
 */
@NullMarked
package io.paretune.evaluators.onnx.graph.prepare;

import org.jspecify.annotations.NullMarked;
