/**
 * Engines that run the deployed file, behind one interface: a file and a profile give a loaded
 * model whose buffers are allocated once, ready to be timed by {@code hardware.protocol}.
 */
@NullMarked
package io.paretune.hardware.runtime;

import org.jspecify.annotations.NullMarked;
