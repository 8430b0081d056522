/** Tests of the package of the same name. */
@NullMarked
package io.paretune.hardware.yaml;

import org.jspecify.annotations.NullMarked;
