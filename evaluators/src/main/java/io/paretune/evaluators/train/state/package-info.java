/** Where a training stands, to be kept in a file and gone on from. */
@NullMarked
package io.paretune.evaluators.train.state;

import org.jspecify.annotations.NullMarked;
