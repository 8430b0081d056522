/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.page.follow;

import org.jspecify.annotations.NullMarked;
