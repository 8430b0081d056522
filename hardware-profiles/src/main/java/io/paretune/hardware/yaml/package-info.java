/**
 * Strict reading of settings files: every refusal names file, line and column, what was expected
 * and, for names, the nearest valid one.
 *
 * <p>Lives in the lowest module that reads settings; hardware profiles and experiments share it.
 */
@NullMarked
package io.paretune.hardware.yaml;

import org.jspecify.annotations.NullMarked;
