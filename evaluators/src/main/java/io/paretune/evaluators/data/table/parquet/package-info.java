/**
 * Apache Parquet's files: their columns, and what their fields are as texts.
 *
 * <p>Place in the flow: bytes of a file, to the columns of {@code
 * io.paretune.evaluators.data.table}. Pages are decoded by Apache's own {@code parquet-column}; of
 * {@code parquet-hadoop}, which needs Hadoop, nothing is used (ADR 39).
 */
@NullMarked
package io.paretune.evaluators.data.table.parquet;

import org.jspecify.annotations.NullMarked;
