package io.paretune.evaluators.train.optimise;

/** How the learning rate falls from its peak, after the warm-up. */
public enum RateSchedule {
  /** Half a cosine to 0 (Loshchilov and Hutter 2017, arXiv:1608.03983, eq. 5, no restarts). */
  COSINE {
    @Override
    double share(double progress) {
      return 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  },
  /** Straight to 0. */
  LINEAR {
    @Override
    double share(double progress) {
      return 1 - progress;
    }
  },
  /** A tenth from one half on, a hundredth from three quarters on (He et al. 2016, section 4.2). */
  STEP {
    @Override
    double share(double progress) {
      return progress < 0.5 ? 1 : progress < 0.75 ? 0.1 : 0.01;
    }
  },
  /** Not at all. */
  CONSTANT {
    @Override
    double share(double progress) {
      return 1;
    }
  };

  /**
   * The share of the peak.
   *
   * @param progress from the end of the warm-up to that of training, in [0, 1]
   */
  abstract double share(double progress);
}
