/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.program;

import org.jspecify.annotations.NullMarked;
