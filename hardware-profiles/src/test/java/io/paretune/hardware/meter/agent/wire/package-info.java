@NullMarked
package io.paretune.hardware.meter.agent.wire;

import org.jspecify.annotations.NullMarked;
