/**
 * What training takes: steps, shares of a processor, images and tables of any size. Programs that
 * print figures, and tests that they run.
 */
@NullMarked
package io.paretune.tests.training;

import org.jspecify.annotations.NullMarked;
