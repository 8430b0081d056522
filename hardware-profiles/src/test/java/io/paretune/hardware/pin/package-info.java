/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.pin;

import org.jspecify.annotations.NullMarked;
