/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.run.process;

import org.jspecify.annotations.NullMarked;
