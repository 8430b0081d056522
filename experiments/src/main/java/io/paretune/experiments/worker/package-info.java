/**
 * Worker processes: what they are told, what they answer, and both ends of the pipe.
 *
 * <p>Between the coordinator, which owns the study, and the evaluators, which may crash the process
 * that they run in. One JSON object a line, over standard input and output.
 */
@NullMarked
package io.paretune.experiments.worker;

import org.jspecify.annotations.NullMarked;
