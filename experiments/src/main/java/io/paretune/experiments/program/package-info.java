/**
 * Evaluations by any program: its command line, its processes, and the lines of JSON that it
 * speaks.
 *
 * <p>Within a worker, beside the evaluation of networks: a trial's assignment goes to a child
 * process, whose answers come back as reports and an outcome.
 */
@NullMarked
package io.paretune.experiments.program;

import org.jspecify.annotations.NullMarked;
