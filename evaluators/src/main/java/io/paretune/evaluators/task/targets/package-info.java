/** What is to be learned of each example: one of some classes, several labels, or a number. */
@NullMarked
package io.paretune.evaluators.task.targets;

import org.jspecify.annotations.NullMarked;
