/** Numbers in ONNX Runtime's tensors, of any type. */
@NullMarked
package io.paretune.hardware.runtime.tensor;

import org.jspecify.annotations.NullMarked;
