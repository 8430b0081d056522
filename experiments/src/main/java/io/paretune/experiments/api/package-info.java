/**
 * Searches for networks from Java, without an experiment file.
 *
 * <p>The top of the module beside the command line: puts data, evaluation, store and study together
 * in one process.
 */
@NullMarked
package io.paretune.experiments.api;

import org.jspecify.annotations.NullMarked;
