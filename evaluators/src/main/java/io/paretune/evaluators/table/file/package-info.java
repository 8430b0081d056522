/** Rows of published tables, read from CSV and JSON files. */
@NullMarked
package io.paretune.evaluators.table.file;

import org.jspecify.annotations.NullMarked;
