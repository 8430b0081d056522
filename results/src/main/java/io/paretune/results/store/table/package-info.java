/**
 * The tables of a database of studies: brought to this schema, and their rows written, read and
 * copied.
 */
@NullMarked
package io.paretune.results.store.table;

import org.jspecify.annotations.NullMarked;
