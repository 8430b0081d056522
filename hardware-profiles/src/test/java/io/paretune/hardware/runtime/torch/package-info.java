/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.runtime.torch;

import org.jspecify.annotations.NullMarked;
