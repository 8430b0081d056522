/**
 * What an operator of a file reads and makes: constants, and views of what a layer has made, whose
 * places are followed however an exporter moves them; and the network that grows of them.
 */
@NullMarked
package io.paretune.evaluators.onnx.read.value;

import org.jspecify.annotations.NullMarked;
