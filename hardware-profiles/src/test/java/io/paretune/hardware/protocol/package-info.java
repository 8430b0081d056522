/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.protocol;

import org.jspecify.annotations.NullMarked;
