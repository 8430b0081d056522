/** Commands that compare, where the truth is known or can be found out. */
@NullMarked
package io.paretune.experiments.command.bench;

import org.jspecify.annotations.NullMarked;
