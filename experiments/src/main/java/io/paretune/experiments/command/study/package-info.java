/** Commands that read what a study found. */
@NullMarked
package io.paretune.experiments.command.study;

import org.jspecify.annotations.NullMarked;
