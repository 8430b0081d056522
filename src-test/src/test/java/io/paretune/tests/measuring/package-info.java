/**
 * A program that shows how far the measuring protocol can be trusted on a machine: the same file
 * over an hour with load beside it, rankings measured twice, and a plain loop over ONNX Runtime for
 * comparison.
 */
@NullMarked
package io.paretune.tests.measuring;

import org.jspecify.annotations.NullMarked;
