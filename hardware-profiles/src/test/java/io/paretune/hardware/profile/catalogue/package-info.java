/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.profile.catalogue;

import org.jspecify.annotations.NullMarked;
