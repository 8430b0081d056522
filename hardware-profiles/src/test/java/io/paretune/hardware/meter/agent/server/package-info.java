@NullMarked
package io.paretune.hardware.meter.agent.server;

import org.jspecify.annotations.NullMarked;
