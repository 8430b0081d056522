/**
 * A study as a person or a program reads it: page, picture, tables.
 *
 * <p>At the end of the flow: trials and attributes come from a store, each {@link
 * io.paretune.results.report.ReportFormat} writes one file of them.
 */
@NullMarked
package io.paretune.results.report;

import org.jspecify.annotations.NullMarked;
