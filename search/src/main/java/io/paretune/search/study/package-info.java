/**
 * The loop: ask a sampler, evaluate, tell, keep the front.
 *
 * <p>The top of the module and its door for users: {@link io.paretune.search.study.Study}.
 */
@NullMarked
package io.paretune.search.study;

import org.jspecify.annotations.NullMarked;
