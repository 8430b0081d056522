/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.engine;

import org.jspecify.annotations.NullMarked;
