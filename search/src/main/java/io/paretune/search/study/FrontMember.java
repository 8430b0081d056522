package io.paretune.search.study;

import io.paretune.search.trial.Trial;

/**
 * A trial that no other beats in all objectives.
 *
 * @param trial what was evaluated and measured
 * @param value the trial's point as an object of the space's type
 * @param <T> the space's type
 */
public record FrontMember<T>(Trial trial, T value) {}
