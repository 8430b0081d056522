package io.paretune.evaluators.trial.preparation.kept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Figures over the steps of a preparation. Immutable.
 *
 * @param points in the order of their steps
 */
public record Curve(List<Point> points) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The figures after a step.
   *
   * @param step from 1
   * @param figures by name: the training loss, the scores of some parts
   */
  public record Point(int step, Map<String, Double> figures) {

    /** Copies the map, keeping its order. */
    public Point {
      figures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
  }

  /** Copies the list. */
  public Curve {
    points = List.copyOf(points);
  }

  /** Without any point. */
  public static Curve none() {
    return new Curve(List.of());
  }

  /** With one more point. */
  public Curve with(Point point) {
    List<Point> more = new ArrayList<>(points);
    more.add(point);
    return new Curve(more);
  }

  /** As JSON: {@code {"points": [{"step": .., "figures": {..}}]}}. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("numbers can be written as JSON", impossible);
    }
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Curve read(String json) {
    try {
      return JSON.readValue(json, Curve.class);
    } catch (JsonProcessingException other) {
      throw new IllegalArgumentException(
          "a curve must be as it was written: " + other.getOriginalMessage(), other);
    }
  }
}
