/** Tests of the package of the same name. */
@NullMarked
package io.paretune.evaluators.onnx.outline;

import org.jspecify.annotations.NullMarked;
