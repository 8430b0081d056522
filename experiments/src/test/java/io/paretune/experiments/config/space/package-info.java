/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.config.space;

import org.jspecify.annotations.NullMarked;
