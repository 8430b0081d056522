/** {@code paretune predict}: shows that a file is used rightly, with nothing else at hand. */
@NullMarked
package io.paretune.experiments.command.predict;

import org.jspecify.annotations.NullMarked;
