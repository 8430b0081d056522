/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.compress;

import org.jspecify.annotations.NullMarked;
