/** Tests of the package of the same name. */
@NullMarked
package io.paretune.evaluators.trial.measure.figure;

import org.jspecify.annotations.NullMarked;
