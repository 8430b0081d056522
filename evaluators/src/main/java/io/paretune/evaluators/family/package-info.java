/**
 * Architecture families as search spaces: which parameters a family has, which network an
 * assignment of them is, and which blocks it has, so that compression can be searched block by
 * block. First step of every trial.
 */
@NullMarked
package io.paretune.evaluators.family;

import org.jspecify.annotations.NullMarked;
