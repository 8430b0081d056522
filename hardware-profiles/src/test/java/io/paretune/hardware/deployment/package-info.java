/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.deployment;

import org.jspecify.annotations.NullMarked;
