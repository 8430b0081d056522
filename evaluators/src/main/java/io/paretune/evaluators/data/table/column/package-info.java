/**
 * Single columns of tables: what their fields are, and how they become numbers.
 *
 * <p>Place in the flow: the fields that {@link io.paretune.evaluators.data.table.DataTable} reads,
 * to the values of {@link io.paretune.evaluators.data.source.Examples}.
 */
@NullMarked
package io.paretune.evaluators.data.table.column;

import org.jspecify.annotations.NullMarked;
