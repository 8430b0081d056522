/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.gpu;

import org.jspecify.annotations.NullMarked;
