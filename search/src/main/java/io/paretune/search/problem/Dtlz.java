package io.paretune.search.problem;

/** DTLZ (Deb, Thiele, Laumanns, Zitzler 2005, doi:10.1007/1-84628-137-7_6), three objectives. */
final class Dtlz {

  private Dtlz() {}

  static Problem dtlz2() {
    return Problems.several(
        "dtlz2",
        12,
        3,
        0.8074,
        x -> {
          double g = 0;
          for (int i = 2; i < x.length; i++) {
            g += (x[i] - 0.5) * (x[i] - 0.5);
          }
          double a = x[0] * Math.PI / 2;
          double b = x[1] * Math.PI / 2;
          return new double[] {
            (1 + g) * Math.cos(a) * Math.cos(b),
            (1 + g) * Math.cos(a) * Math.sin(b),
            (1 + g) * Math.sin(a)
          };
        });
  }
}
