package io.paretune.evaluators.train.views;

import io.paretune.evaluators.data.source.InputShape;

/**
 * What a view does to places.
 *
 * @param down rows that everything is moved by
 * @param right columns, likewise
 * @param mirror whether left and right are then swapped
 */
record Moving(int down, int right, boolean mirror) {

  /** What stands where nothing was. */
  @FunctionalInterface
  interface Ground {
    float of(int channel);
  }

  /**
   * Moves an image.
   *
   * @param from {@code float[channels][height][width]}
   * @param into as {@code from}, at an offset
   */
  void apply(InputShape shape, float[] from, float[] into, int offset, Ground ground) {
    int height = shape.height();
    int width = shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      float empty = ground.of(c);
      for (int y = 0; y < height; y++) {
        int row = (c * height + y) * width;
        int sourceY = y - down;
        for (int x = 0; x < width; x++) {
          int sourceX = (mirror ? width - 1 - x : x) - right;
          boolean inside = sourceY >= 0 && sourceY < height && sourceX >= 0 && sourceX < width;
          into[offset + row + x] = inside ? from[(c * height + sourceY) * width + sourceX] : empty;
        }
      }
    }
  }
}
