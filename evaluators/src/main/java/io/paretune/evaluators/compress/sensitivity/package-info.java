/**
 * What each part of a network costs to compress: one change to one block at a time, everything else
 * as it was, nothing trained. Tells a search, or a person, where bits and channels can be saved.
 */
@NullMarked
package io.paretune.evaluators.compress.sensitivity;

import org.jspecify.annotations.NullMarked;
