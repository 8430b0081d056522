package io.paretune.experiments.recording;

import io.paretune.hardware.protocol.Attempt;
import io.paretune.hardware.protocol.Block;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.Recording;
import io.paretune.results.picture.ChartStyle;
import io.paretune.results.picture.Fonts;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Everything that was timed in one measurement as a picture, 1200 x 800 pixels, PNG: timed runs in
 * order to the right, milliseconds upwards. Runs that the figure rests on are dots, runs that were
 * taken in the same attempt while the machine was not quiet crosses, runs of other attempts
 * triangles; so they differ without colour too. A line is the reference network, scaled so that at
 * its quickest it lies on the median.
 */
public final class RecordingPicture {

  private static final int WIDTH = 1200;
  private static final int HEIGHT = 800;

  /** Times that span more than this ratio are crowded on a linear axis. */
  private static final double CROWDED = 4;

  private static final Color KEPT = new Color(0x0B, 0x5C, 0xAD);
  private static final Color LEFT_OUT = new Color(0x7C, 0x88, 0x95);
  private static final Color REJECTED = new Color(0xC4, 0x5A, 0x11);
  private static final Color REFERENCE = new Color(0x2E, 0x8B, 0x57);
  private static final ChartStyle STYLE = new ChartStyle(20, 18, 15, 15, 4);

  private RecordingPicture() {}

  /**
   * Draws a recording.
   *
   * @param name of the model, for the title
   * @throws IOException if it cannot be written, or if Java has no fonts here
   */
  public static void write(String name, Recording recording, OutputStream out) throws IOException {
    try {
      BitmapEncoder.saveBitmap(chart(name, recording), out, BitmapEncoder.BitmapFormat.PNG);
    } catch (LinkageError | InternalError noFonts) {
      throw new IOException(Fonts.MISSING, noFonts);
    }
  }

  /** Points of one kind: the number of the run, and its milliseconds. */
  private static final class Points {
    private final List<Double> runs = new ArrayList<>();
    private final List<Double> times = new ArrayList<>();

    void add(double run, double ms) {
      runs.add(run);
      times.add(ms);
    }
  }

  /** What is drawn, by kind. */
  private static final class Drawn {
    final Points kept = new Points();
    final Points leftOut = new Points();
    final Points rejected = new Points();
    final Points reference = new Points();
    int runs;

    Drawn(Recording recording) {
      double scale = recording.latency().medianMs() / quickest(recording);
      for (Attempt attempt : recording.attempts()) {
        reference.add(runs, scale * attempt.referenceBeforeMs());
        boolean chosen = attempt.equals(recording.chosen());
        for (Block block : attempt.blocks()) {
          Points where = !chosen ? rejected : block.believed() ? kept : leftOut;
          for (double ms : millis(block)) {
            where.add(runs++, ms);
          }
          reference.add(runs, scale * block.referenceAfterMs());
        }
      }
    }

    private static double quickest(Recording recording) {
      return recording.attempts().stream()
          .mapToDouble(attempt -> attempt.references().quietestMs())
          .min()
          .orElseThrow();
    }

    /** A line at one height over all runs. */
    Points level(double ms) {
      Points level = new Points();
      level.add(0, ms);
      level.add(Math.max(1, runs - 1), ms);
      return level;
    }
  }

  private static XYChart chart(String name, Recording recording) {
    Latency latency = recording.latency();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title(name, recording, latency))
            .xAxisTitle("timed runs, in order")
            .yAxisTitle("milliseconds")
            .build();
    style(chart.getStyler());
    Drawn drawn = new Drawn(recording);
    String kept =
        latency.stable() ? "runs that the figure rests on" : "runs of the least disturbed attempt";
    scatter(
        chart, "runs of rejected attempts", drawn.rejected, SeriesMarkers.TRIANGLE_UP, REJECTED);
    scatter(chart, "left out: not quiet around them", drawn.leftOut, SeriesMarkers.CROSS, LEFT_OUT);
    scatter(chart, kept, drawn.kept, SeriesMarkers.CIRCLE, KEPT);
    line(chart, "reference network, scaled", drawn.reference, REFERENCE);
    line(chart, "median", drawn.level(latency.medianMs()), ChartStyle.INK);
    timeAxis(chart.getStyler(), recording);
    return chart;
  }

  private static void timeAxis(XYStyler styler, Recording recording) {
    DoubleSummaryStatistics all =
        recording.attempts().stream()
            .flatMap(attempt -> attempt.blocks().stream())
            .flatMapToDouble(block -> Arrays.stream(millis(block)))
            .summaryStatistics();
    if (all.getMax() > CROWDED * all.getMin()) {
      styler.setYAxisLogarithmic(true);
      styler.setYAxisLogarithmicDecadeOnly(false);
      styler.setYAxisDecimalPattern("0.####");
      styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    }
  }

  private static double[] millis(Block block) {
    return block.runs().nanos().mapToDouble(nanos -> nanos / 1e6).toArray();
  }

  private static String title(String name, Recording recording, Latency latency) {
    int attempts = recording.attempts().size();
    return String.format(
        Locale.ROOT,
        "%s, batch %d: %.4f ms (%.4f to %.4f), %s",
        name,
        recording.batch(),
        latency.medianMs(),
        latency.ciLowMs(),
        latency.ciHighMs(),
        latency.stable()
            ? attempts == 1 ? "accepted at once" : "accepted at attempt " + attempts
            : "UNSTABLE after " + attempts + " attempts");
  }

  private static void scatter(
      XYChart chart, String name, Points points, Marker marker, Color color) {
    if (!points.runs.isEmpty()) {
      XYSeries series = chart.addSeries(name, points.runs, points.times);
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      series.setMarker(marker);
      series.setMarkerColor(color);
    }
  }

  private static void line(XYChart chart, String name, Points points, Color color) {
    XYSeries series = chart.addSeries(name, points.runs, points.times);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(1.5f));
  }

  private static void style(XYStyler styler) {
    STYLE.applyTo(styler);
    styler.setXAxisDecimalPattern("#,##0");
  }
}
