package io.paretune.results.picture;

import java.awt.image.BufferedImage;

/** Whether Java can draw text: on a machine without fonts, as in a small container, it cannot. */
public final class Fonts {

  /** What to do where there are none. */
  public static final String MISSING =
      "Java cannot draw text here; install fontconfig and a font (on Debian: fontconfig and"
          + " fonts-dejavu-core)";

  private Fonts() {}

  /** Whether there are some. */
  public static boolean areThere() {
    try {
      BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
      return image.createGraphics().getFontMetrics().stringWidth("text") > 0;
    } catch (LinkageError | InternalError | RuntimeException none) { // each of them, by the JDK
      return false;
    }
  }
}
