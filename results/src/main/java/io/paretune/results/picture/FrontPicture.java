package io.paretune.results.picture;

import io.paretune.results.summary.Facts;
import io.paretune.results.summary.Numbers;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Trial;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The front as a picture, 1200 x 800 pixels, PNG: cost to the right, the other objective upwards.
 * Members of the front are diamonds on a staircase (what lies beyond it is dominated), other trials
 * crosses, so that they differ without colour too. Once finalists were trained on, trials that have
 * what they inherited are pale pluses: their figures may be beyond the front, with which they do
 * not compare.
 */
public final class FrontPicture {

  private static final int WIDTH = 1200;
  private static final int HEIGHT = 800;

  /** Costs that span more than this ratio are crowded on a linear axis. */
  private static final double CROWDED = 10;

  /** Beyond this ratio a logarithmic axis has no room for labels between the decades. */
  private static final double ONLY_DECADES = 90;

  private static final Color FRONT = new Color(0x0B, 0x5C, 0xAD);
  private static final Color OTHERS = new Color(0x7C, 0x88, 0x95);
  private static final Color PALE = new Color(0xB4, 0xBC, 0xC5);
  private static final ChartStyle STYLE = new ChartStyle(22, 20, 17, 18, 11);

  private FrontPicture() {}

  public static void write(StudySummary study, OutputStream out) throws IOException {
    try {
      BitmapEncoder.saveBitmap(chart(study), out, BitmapEncoder.BitmapFormat.PNG);
    } catch (LinkageError | InternalError noFonts) {
      throw new IOException(Fonts.MISSING, noFonts);
    }
  }

  static XYChart chart(StudySummary study) {
    Axes axes = Axes.of(study);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(study.definition().name() + ": " + Facts.shortSentence(study))
            .xAxisTitle(axes.x().title())
            .yAxisTitle(axes.y().title())
            .build();
    style(chart.getStyler());
    Points points = Points.of(study, axes);
    scatter(chart, "breaks a constraint", points.infeasible(), SeriesMarkers.TRIANGLE_DOWN, OTHERS);
    scatter(chart, "inherited, not trained on", points.inherited(), SeriesMarkers.PLUS, PALE);
    scatter(chart, "other trials", points.others(), SeriesMarkers.CROSS, OTHERS);
    if (axes.staircase() && !points.members().isEmpty()) {
      staircase(chart, stairs(points.members(), axes.x().minimised()));
    }
    scatter(chart, "Pareto front", points.members(), SeriesMarkers.DIAMOND, FRONT);
    costAxis(chart.getStyler(), axes.x().minimised(), points.costs());
    return chart;
  }

  private static void staircase(XYChart chart, List<double[]> stairs) {
    XYSeries line = chart.addSeries("staircase", column(stairs, 0), column(stairs, 1));
    line.setMarker(SeriesMarkers.NONE);
    line.setLineColor(FRONT);
    line.setLineStyle(new BasicStroke(2f));
    line.setShowInLegend(false);
  }

  private static void costAxis(XYStyler styler, boolean minimised, double[] costs) {
    if (minimised && spans(costs, CROWDED)) {
      // no formatting function here: with one, XChart puts the ticks as on a linear axis
      styler.setXAxisLogarithmic(true);
      styler.setXAxisLogarithmicDecadeOnly(spans(costs, ONLY_DECADES));
      // XChart labels 0.07, 0.08, 0.09 whether there is room or not
      styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
      styler.setXAxisDecimalPattern("0.####");
    } else {
      styler.setxAxisTickLabelsFormattingFunction(Numbers::text);
    }
  }

  /** What is drawn, (x, y) each: members of the front by x, and the trials that are none. */
  private record Points(
      List<double[]> members,
      List<double[]> others,
      List<double[]> inherited,
      List<double[]> infeasible) {

    static Points of(StudySummary study, Axes axes) {
      Points points =
          new Points(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      Set<Long> front = study.frontNumbers();
      boolean trained = !study.front().stream().allMatch(StudySummary::inherited);
      for (Trial trial : study.trials()) {
        if (trial.measurement().isPresent()) {
          boolean inherited = trained && StudySummary.inherited(trial);
          points
              .those(study, trial, front, inherited)
              .add(new double[] {axes.x().value(trial), axes.y().value(trial)});
        }
      }
      points.members.sort(Comparator.comparingDouble(point -> point[0]));
      return points;
    }

    private List<double[]> those(
        StudySummary study, Trial trial, Set<Long> front, boolean inherited) {
      if (front.contains(trial.number())) {
        return members;
      }
      if (!study.definition().costs(trial.measurement().orElseThrow()).feasible()) {
        return infeasible;
      }
      return inherited ? this.inherited : others;
    }

    double[] costs() {
      return Stream.of(members, others, inherited, infeasible)
          .flatMap(List::stream)
          .mapToDouble(point -> point[0])
          .toArray();
    }
  }

  private static void scatter(
      XYChart chart, String name, List<double[]> points, Marker marker, Color color) {
    if (!points.isEmpty()) {
      XYSeries series = chart.addSeries(name, column(points, 0), column(points, 1));
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      series.setMarker(marker);
      series.setMarkerColor(color);
    }
  }

  private static boolean spans(double[] costs, double ratio) {
    DoubleSummaryStatistics range = Arrays.stream(costs).summaryStatistics();
    return range.getCount() > 1 && range.getMin() > 0 && range.getMax() > ratio * range.getMin();
  }

  private static void style(XYStyler styler) {
    STYLE.applyTo(styler);
    styler.setXAxisTickMarkSpacingHint(110);
    styler.setYAxisTickMarkSpacingHint(70);
    styler.setyAxisTickLabelsFormattingFunction(Numbers::text);
  }

  /** Corner points between members, ascending in x: level until something better is reached. */
  public static List<double[]> stairs(List<double[]> members, boolean smallerXIsBetter) {
    List<double[]> stairs = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      double[] here = members.get(i);
      if (i > 0) {
        double[] before = members.get(i - 1);
        stairs.add(
            smallerXIsBetter
                ? new double[] {here[0], before[1]}
                : new double[] {before[0], here[1]});
      }
      stairs.add(here);
    }
    return stairs;
  }

  private static double[] column(List<double[]> points, int index) {
    return points.stream().mapToDouble(point -> point[index]).toArray();
  }

  /** One axis. */
  private record Axis(String title, boolean minimised, String metric) {
    double value(Trial trial) {
      return metric.isEmpty()
          ? trial.number()
          : StudySummary.metric(trial, metric).orElse(Double.NaN);
    }
  }

  /** Cost to the right, the other of the first two objectives upwards; one alone over trials. */
  private record Axes(Axis x, Axis y, boolean staircase) {
    static Axes of(StudySummary study) {
      List<Objective> objectives = study.definition().objectives();
      if (objectives.size() == 1) {
        return new Axes(new Axis("trial", true, ""), axis(objectives.get(0)), false);
      }
      Objective first = objectives.get(0);
      Objective second = objectives.get(1);
      boolean swap =
          first.direction() == Direction.MAXIMIZE && second.direction() == Direction.MINIMIZE;
      return new Axes(
          axis(swap ? second : first), axis(swap ? first : second), objectives.size() == 2);
    }

    private static Axis axis(Objective objective) {
      boolean minimised = objective.direction() == Direction.MINIMIZE;
      return new Axis(
          objective.name()
              + Facts.unit(objective)
              + (minimised ? ", less is better" : ", more is better"),
          minimised,
          objective.name());
    }
  }
}
