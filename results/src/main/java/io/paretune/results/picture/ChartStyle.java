package io.paretune.results.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/**
 * How charts look: dark ink on white, a pale grid, the legend below.
 *
 * @param title points of its letters, as of the following
 * @param axis an axis' title
 * @param ticks numbers at an axis
 * @param legend names of series
 * @param marker pixels of a point
 */
public record ChartStyle(int title, int axis, int ticks, int legend, int marker) {

  /** Of letters, and of what stands for the whole. */
  public static final Color INK = new Color(0x22, 0x2B, 0x36);

  private static final Color GRID = new Color(0xE6, 0xEA, 0xEE);

  /** Gives a chart this look. */
  public void applyTo(XYStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setChartFontColor(INK);
    styler.setXAxisTickLabelsColor(INK);
    styler.setYAxisTickLabelsColor(INK);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, title));
    styler.setChartTitleBoxVisible(false);
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, axis));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, ticks));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, legend));
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setMarkerSize(marker);
    styler.setChartPadding(18);
  }
}
