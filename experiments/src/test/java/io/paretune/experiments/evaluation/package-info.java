/** Tests of opened evaluations. */
@NullMarked
package io.paretune.experiments.evaluation;

import org.jspecify.annotations.NullMarked;
