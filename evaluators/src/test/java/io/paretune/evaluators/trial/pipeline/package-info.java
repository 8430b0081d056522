/** Tests of the package of the same name. */
@NullMarked
package io.paretune.evaluators.trial.pipeline;

import org.jspecify.annotations.NullMarked;
