/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.tracking;

import org.jspecify.annotations.NullMarked;
