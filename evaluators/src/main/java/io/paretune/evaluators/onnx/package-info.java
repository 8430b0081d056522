/**
 * Networks as ONNX files: writing them, and running a written file on ONNX Runtime to judge the
 * accuracy of what would be deployed. Stands between compression and measuring.
 */
@NullMarked
package io.paretune.evaluators.onnx;

import org.jspecify.annotations.NullMarked;
