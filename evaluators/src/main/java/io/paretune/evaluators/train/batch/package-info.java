/**
 * What one step of training sees: the order of the examples, how they are varied and mixed, what a
 * teacher says to them, made by threads that stay ahead of the training.
 *
 * <p>Place in the flow: between the training split, its views and the teacher's answers below, and
 * the steps above.
 */
@NullMarked
package io.paretune.evaluators.train.batch;

import org.jspecify.annotations.NullMarked;
