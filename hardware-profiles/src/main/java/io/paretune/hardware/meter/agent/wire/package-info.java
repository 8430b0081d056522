/**
 * What a measuring agent and its clients say to each other, and how it is written: the one place
 * that knows the form of a request, of a reading, of a description and of a refusal.
 *
 * <p>{@code GET /v1/agent} answers with a description. {@code POST /v1/measure} takes a {@link
 * io.paretune.hardware.meter.agent.wire.MeasureRequest} and answers with a reading. Whatever is
 * refused is answered by a status that says whose fault it is, and a reason.
 */
@NullMarked
package io.paretune.hardware.meter.agent.wire;

import org.jspecify.annotations.NullMarked;
