@NullMarked
package io.paretune.hardware.agent.server;

import org.jspecify.annotations.NullMarked;
