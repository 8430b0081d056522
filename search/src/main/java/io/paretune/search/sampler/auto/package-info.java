/** The sampler for those who do not want to choose one: composes the others by what is searched. */
@NullMarked
package io.paretune.search.sampler.auto;

import org.jspecify.annotations.NullMarked;
