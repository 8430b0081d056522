/**
 * What each operator of a file becomes: a layer, a movement, a part of a pattern, a constant; or it
 * is refused with its name and a way out.
 */
@NullMarked
package io.paretune.evaluators.onnx.read.rule;

import org.jspecify.annotations.NullMarked;
