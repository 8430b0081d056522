@NullMarked
package io.paretune.hardware.meter.process;

import org.jspecify.annotations.NullMarked;
