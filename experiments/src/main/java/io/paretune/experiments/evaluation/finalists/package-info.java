/** Members of a front that are evaluated once more, as they are to be handed on. */
@NullMarked
package io.paretune.experiments.evaluation.finalists;

import org.jspecify.annotations.NullMarked;
