/**
 * Values that are a part of something which several operators mean together: shares of attention,
 * the mask of a text, halves of an activation or a normalisation that is written out.
 */
@NullMarked
package io.paretune.evaluators.onnx.read.pattern;

import org.jspecify.annotations.NullMarked;
