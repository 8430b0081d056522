/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.measure;

import org.jspecify.annotations.NullMarked;
