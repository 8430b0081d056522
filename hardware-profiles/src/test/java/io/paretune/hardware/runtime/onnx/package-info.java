/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.runtime.onnx;

import org.jspecify.annotations.NullMarked;
