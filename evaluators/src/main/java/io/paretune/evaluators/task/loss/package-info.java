/** What training minimises, on PyTorch's arrays. */
@NullMarked
package io.paretune.evaluators.task.loss;

import org.jspecify.annotations.NullMarked;
