package io.paretune.evaluators.train.views;

import io.paretune.evaluators.data.source.InputShape;

/** Some rows and columns of an image; ends are exclusive. */
record Rectangle(int top, int bottom, int left, int right) {

  /** One of an image's own proportions and a share of its area, anywhere within it. */
  static Rectangle within(Draws draws, double share, InputShape shape) {
    double side = Math.sqrt(Math.min(1, share));
    int height = (int) Math.round(side * shape.height());
    int width = (int) Math.round(side * shape.width());
    int top = draws.below(shape.height() - height + 1);
    int left = draws.below(shape.width() - width + 1);
    return new Rectangle(top, top + height, left, left + width);
  }

  /** A square of half the image's smaller side, times a strength, around any of its pixels. */
  static Rectangle around(Draws draws, InputShape shape, double strength) {
    int side = (int) Math.round(strength * Math.min(shape.height(), shape.width()) / 2);
    int top = draws.below(shape.height()) - side / 2;
    int left = draws.below(shape.width()) - side / 2;
    return new Rectangle(
        Math.max(0, top),
        Math.min(shape.height(), top + side),
        Math.max(0, left),
        Math.min(shape.width(), left + side));
  }

  /** How many pixels. */
  int area() {
    return (bottom - top) * (right - left);
  }

  /** Hears of a piece of a row. */
  interface Piece {
    /** From one place (inclusive) to another (exclusive) of the flat image. */
    void at(int from, int to);
  }

  /** Goes through it row by row, in every channel. */
  void forEachRow(InputShape shape, Piece piece) {
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = top; y < bottom; y++) {
        int row = (c * shape.height() + y) * shape.width();
        piece.at(row + left, row + right);
      }
    }
  }
}
