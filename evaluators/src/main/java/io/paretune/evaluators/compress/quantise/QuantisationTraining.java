package io.paretune.evaluators.compress.quantise;

/** Whether a network is trained with the rounding that its file will have. */
public enum QuantisationTraining {
  /** No: it is rounded when it is written. */
  NONE,
  /**
   * With values and weights rounded in the forward pass and gradients that pass through the
   * rounding (Jacob et al. 2018, arXiv:1712.05877, section 3). The ranges of values are those of
   * calibration, held fixed, instead of moving averages: so that the choice of calibration counts
   * here, too.
   */
  STRAIGHT_THROUGH,
  /**
   * As {@link #STRAIGHT_THROUGH}, with the steps of values and weights trained as well (Esser et
   * al. 2020, "Learned step size quantization", arXiv:1902.08153, equations 1 to 5). They start
   * from calibration instead of twice the mean magnitude over the root of the levels, which wastes
   * most of 8 bits; zero points stay.
   */
  LEARNED_STEPS
}
