/**
 * Data that come packed.
 *
 * <p>Place in the flow: what an experiment names, to a directory of the shared cache, which {@link
 * io.paretune.evaluators.data.layout} reads.
 */
@NullMarked
package io.paretune.evaluators.data.layout.archive;

import org.jspecify.annotations.NullMarked;
