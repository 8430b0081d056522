/**
 * Tables of text: what their columns are, and how those become numbers and targets.
 *
 * <p>Place in the flow: a file of {@link io.paretune.evaluators.data.layout}, to {@link
 * io.paretune.evaluators.data.source.Examples}.
 */
@NullMarked
package io.paretune.evaluators.data.table;

import org.jspecify.annotations.NullMarked;
