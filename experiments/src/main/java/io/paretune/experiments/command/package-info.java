/**
 * The command line: what people type, and what they are told.
 *
 * <p>At the edge: standard output carries results, standard error everything else. Exit codes are a
 * contract: 0 done, 1 the run failed, 2 the caller's mistake.
 */
@NullMarked
package io.paretune.experiments.command;

import org.jspecify.annotations.NullMarked;
