/**
 * What is searched: typed parameters, the conditions under which they exist, and the points of the
 * space.
 *
 * <p>First in the flow: samplers propose {@link io.paretune.search.space.Assignment}s of a {@link
 * io.paretune.search.space.SearchSpace}; evaluators decode them.
 */
@NullMarked
package io.paretune.search.space;

import org.jspecify.annotations.NullMarked;
