/** The documentation as a site. */
@NullMarked
package io.paretune.tests.site;

import org.jspecify.annotations.NullMarked;
