/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.profile;

import org.jspecify.annotations.NullMarked;
