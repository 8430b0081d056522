/**
 * What is learned: what an example's target is, how many outputs a network needs for it, what
 * training minimises and how good answers are.
 *
 * <p>Place in the flow: data sets are opened under a {@link io.paretune.evaluators.task.Task} and
 * carry the {@link io.paretune.evaluators.task.Head} that it has for them; families, training,
 * judging and reports ask that head and know of no class and no unit themselves.
 */
@NullMarked
package io.paretune.evaluators.task;

import org.jspecify.annotations.NullMarked;
