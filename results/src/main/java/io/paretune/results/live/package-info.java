/**
 * A study's trials by column, in memory: what a page asks for again and again while the study
 * grows.
 *
 * <p>Fed with trials by whoever follows a store; knows no store, no server and no clock. Its memory
 * is bounded, whatever a study holds.
 */
@NullMarked
package io.paretune.results.live;

import org.jspecify.annotations.NullMarked;
