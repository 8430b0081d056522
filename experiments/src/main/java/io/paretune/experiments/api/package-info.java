/**
 * Searches for networks from Java, without an experiment file.
 *
 * <p>The top of the module beside the command line: puts data, evaluation, store and study together
 * in one process.
 */
@Experimental
@NullMarked
package io.paretune.experiments.api;

import io.paretune.search.annotation.Experimental;
import org.jspecify.annotations.NullMarked;
