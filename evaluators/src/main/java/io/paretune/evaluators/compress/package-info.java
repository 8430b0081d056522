/**
 * Compression that is real, put together: what is planned for one network, what is searched, and
 * the file that comes out. The techniques lie below: {@code prune} and {@code quantise}, with
 * {@code rewrite} for what changes nothing; what all have in common is in {@code technique}.
 */
@NullMarked
package io.paretune.evaluators.compress;

import org.jspecify.annotations.NullMarked;
