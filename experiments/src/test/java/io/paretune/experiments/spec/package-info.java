/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.spec;

import org.jspecify.annotations.NullMarked;
