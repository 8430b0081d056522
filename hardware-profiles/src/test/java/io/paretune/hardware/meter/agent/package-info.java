@NullMarked
package io.paretune.hardware.meter.agent;

import org.jspecify.annotations.NullMarked;
