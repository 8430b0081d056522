/**
 * The ways in which data lie on a disk: class folders, IDX, CIFAR, tables beside images, arrays.
 *
 * <p>Place in the flow: what an experiment names, to {@link
 * io.paretune.evaluators.data.source.SourceData}, by way of {@link
 * io.paretune.evaluators.data.image} and {@link io.paretune.evaluators.data.table}.
 */
@NullMarked
package io.paretune.evaluators.data.layout;

import org.jspecify.annotations.NullMarked;
