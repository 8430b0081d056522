/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.lease;

import org.jspecify.annotations.NullMarked;
