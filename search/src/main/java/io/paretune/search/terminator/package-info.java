/**
 * When a study has found most of what it will find: judges a whole study, as pruners judge one
 * trial.
 */
@NullMarked
package io.paretune.search.terminator;

import org.jspecify.annotations.NullMarked;
