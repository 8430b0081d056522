/**
 * What somebody must know of a network's file to use it, and where that stands: in the file's own
 * metadata, and in a JSON file beside it.
 *
 * <p>Above data and tasks, beside the exporters: a search writes it into its files, {@code predict}
 * reads it.
 */
@NullMarked
package io.paretune.evaluators.metadata;

import org.jspecify.annotations.NullMarked;
