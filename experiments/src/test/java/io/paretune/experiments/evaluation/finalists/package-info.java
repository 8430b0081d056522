/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.evaluation.finalists;

import org.jspecify.annotations.NullMarked;
