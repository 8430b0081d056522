/**
 * What the page's server answers from a followed study and from its run's files, and what may be
 * asked of it.
 */
@NullMarked
package io.paretune.experiments.page.answer;

import org.jspecify.annotations.NullMarked;
