/**
 * A database of studies, whatever kind it is of: its connection, its transactions, and who may open
 * it.
 *
 * <p>Place in the flow: below the {@link io.paretune.results.store.table tables}; implemented in
 * {@link io.paretune.results.store.h2} and {@link io.paretune.results.store.postgres}.
 */
@NullMarked
package io.paretune.results.store.database;

import org.jspecify.annotations.NullMarked;
