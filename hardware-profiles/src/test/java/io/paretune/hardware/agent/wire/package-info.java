@NullMarked
package io.paretune.hardware.agent.wire;

import org.jspecify.annotations.NullMarked;
