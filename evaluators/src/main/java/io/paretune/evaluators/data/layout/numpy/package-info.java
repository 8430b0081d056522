/**
 * Arrays of NumPy, and data that consist of them.
 *
 * <p>Place in the flow: files that {@link io.paretune.evaluators.data.layout} has recognised, to
 * {@link io.paretune.evaluators.data.source.SourceData}.
 */
@NullMarked
package io.paretune.evaluators.data.layout.numpy;

import org.jspecify.annotations.NullMarked;
