/**
 * How the columns of a table become numbers, and which ones do.
 *
 * <p>Place in the flow: a {@link io.paretune.evaluators.data.table.column.Column}, to the values of
 * {@link io.paretune.evaluators.data.source.Examples}.
 */
@NullMarked
package io.paretune.evaluators.data.table.coding;

import org.jspecify.annotations.NullMarked;
