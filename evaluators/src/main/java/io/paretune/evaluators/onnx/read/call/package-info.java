/**
 * How a file is called: which input is looked at, which output is learned, and what the file that
 * takes its place must have.
 */
@NullMarked
package io.paretune.evaluators.onnx.read.call;

import org.jspecify.annotations.NullMarked;
