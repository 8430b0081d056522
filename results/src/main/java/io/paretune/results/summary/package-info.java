/** A study as reports show it: its front, its facts in words, its numbers as text. */
@NullMarked
package io.paretune.results.summary;

import org.jspecify.annotations.NullMarked;
