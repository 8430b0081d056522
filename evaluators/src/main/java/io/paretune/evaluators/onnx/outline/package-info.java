/**
 * What an ONNX file is made of, for people who look at it: its layers with weights, block by block.
 */
@NullMarked
package io.paretune.evaluators.onnx.outline;

import org.jspecify.annotations.NullMarked;
