/**
 * Charts as images: what those of a study and those of timed runs have in common, and the front's.
 */
@NullMarked
package io.paretune.results.picture;

import org.jspecify.annotations.NullMarked;
