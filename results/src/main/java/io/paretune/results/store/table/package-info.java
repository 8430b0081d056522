/**
 * The tables of a database of studies: opened, locked, brought to this schema, and their rows
 * written and read.
 */
@NullMarked
package io.paretune.results.store.table;

import org.jspecify.annotations.NullMarked;
