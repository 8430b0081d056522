/**
 * Reads labelled examples from files, strictly: every byte is accounted for, or one line says which
 * file is wrong and how.
 *
 * <p>Place in the flow: file or resource, to {@link io.paretune.evaluators.data.source.SourceData},
 * which the package above divides into the three splits.
 */
@NullMarked
package io.paretune.evaluators.data.source;

import org.jspecify.annotations.NullMarked;
