/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.worker;

import org.jspecify.annotations.NullMarked;
