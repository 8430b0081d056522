/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.coordinator;

import org.jspecify.annotations.NullMarked;
