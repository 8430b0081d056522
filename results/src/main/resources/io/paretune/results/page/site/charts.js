// Charts of lines and bars by Apache ECharts, in the page's colours.

import { el, colour } from './dom.js';
import { library } from './api.js';
import { number } from './format.js';
import { isDark, whenRedrawn } from './theme.js';

const LIGHT = ['#0b5cad', '#c0392b', '#1d8348', '#b7770d', '#7d3c98', '#117a65', '#5d6b7a', '#a04000', '#2e86c1', '#7b241c'];
const DARK = ['#6cb0f5', '#ff8a7a', '#5fcf80', '#f0b449', '#c39bd3', '#48c9b0', '#a9b4c0', '#f0a36b', '#85c1e9', '#e59a93'];

/** Colours of series, which stand out against a page that is light or dark. */
export function palette() { return isDark() ? DARK : LIGHT; }

let charts = null;

/** Apache ECharts, loaded when the first chart is drawn: the front, which comes first, needs none. */
function loaded() {
  charts = charts || library('echarts.min.js');
  return charts;
}

async function chartOf(host) {
  await loaded();
  const known = echarts.getInstanceByDom(host);
  if (known) {
    // a view that was away may have another width now
    if (host.clientWidth && known.getWidth() !== host.clientWidth) known.resize();
    return known;
  }
  const chart = echarts.init(host);
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(host);
  drawn.set(host, () => { observer.disconnect(); chart.dispose(); });
  return chart;
}

// hosts with a chart, and how each is let go
const drawn = new Map();
whenRedrawn(() => { for (const host of drawn.keys()) { echarts.getInstanceByDom(host).resize(); host.redraw(); } });

/** Lets go of the charts in an element that is about to be thrown away: a page is open for weeks. */
export function forget(element) {
  for (const [host, end] of drawn) if (element.contains(host)) { end(); drawn.delete(host); }
}

function axis(name, extra) {
  return { type: 'value', scale: true, name, nameLocation: 'middle', nameTextStyle: { color: colour('ink'), fontSize: 13 },
    axisLabel: { color: colour('soft'), fontSize: 12, formatter: number, hideOverlap: true },
    axisLine: { lineStyle: { color: colour('other') } }, splitLine: { lineStyle: { color: colour('line') } }, ...extra };
}

// a tooltip is an element, never markup: names are a stranger's
function tip(make) {
  return { trigger: 'item', confine: true, backgroundColor: colour('card'), borderColor: colour('line'), textStyle: { color: colour('ink'), fontSize: 12 },
    formatter: given => el('div', {}, ...[make(given)].flat()) };
}

/**
 * Lines: {x, y, series: [{name, points: [[x, y]], step, color, width, area}], zoom, log}. Points may be a
 * Float64Array of pairs.
 */
export async function lines(host, given) {
  host.redraw = () => lines(host, given);
  const chart = await chartOf(host), zoom = given.zoom && !document.body.classList.contains('printing');
  chart.setOption({
    animation: false, color: palette(), textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 62, right: 34, top: given.series.length > 1 && given.series.length < 12 ? 34 : 14, bottom: zoom ? 76 : 46 },
    legend: given.series.length > 1 && given.series.length < 12 ? { top: 0, type: 'scroll', textStyle: { color: colour('ink') } } : undefined,
    tooltip: tip(p => [el('b', {}, p.seriesName), ' ', number(p.value[0]) + ': ' + number(p.value[1])]),
    title: { show: given.series.every(one => one.points.length === 0), text: 'No trial has one yet', left: 'center', top: 'middle', textStyle: { color: colour('soft'), fontSize: 13, fontWeight: 'normal' } },
    xAxis: axis(given.x, { nameGap: 28, min: given.minX, boundaryGap: given.gap ? ['6%', '6%'] : [0, 0], splitLine: { show: false } }),
    yAxis: axis(given.y, { nameGap: 46, min: given.minY, max: given.maxY }),
    dataZoom: zoom ? [{ type: 'inside', filterMode: 'none' }, { type: 'slider', height: 18, bottom: 8, showDataShadow: false, borderColor: colour('line'), fillerColor: 'rgba(120, 150, 190, 0.2)', filterMode: 'none', textStyle: { color: colour('soft') } }] : [],
    series: given.series.map((one, i) => ({
      name: one.name, type: one.points2d ? 'scatter' : 'line', step: one.step, data: one.points, symbol: one.points2d ? 'circle' : one.points.length < 60 && !one.step ? 'circle' : 'none',
      symbolSize: one.points2d ? (one.points.length > 600 ? 3 : 5) : 4, large: Boolean(one.points2d), largeThreshold: 2000, sampling: one.points2d || one.step ? undefined : 'lttb',
      lineStyle: { width: one.width || 1.8 }, areaStyle: one.area ? { opacity: 0.12 } : undefined,
      itemStyle: { color: one.color ? colour(one.color) : palette()[i % LIGHT.length], opacity: one.points2d ? 0.6 : 1 }, silent: Boolean(one.silent)
    }))
  }, true);
  return chart;
}

/** Bars that lie: [{name, value}], largest first. */
export async function bars(host, title, items) {
  host.redraw = () => bars(host, title, items);
  host.style.height = Math.max(120, items.length * 24 + 60) + 'px';
  const chart = await chartOf(host);
  chart.resize();
  const up = [...items].reverse();
  chart.setOption({
    animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 170, right: 50, top: 8, bottom: 40 },
    tooltip: tip(p => [p.name + ': ', el('b', {}, (100 * p.value).toFixed(1) + ' %')]),
    xAxis: axis(title, { nameGap: 26, min: 0, axisLabel: { color: colour('soft'), hideOverlap: true, formatter: v => Math.round(v * 100) + ' %' } }),
    yAxis: { type: 'category', data: up.map(item => item.name), axisLabel: { color: colour('ink'), width: 158, overflow: 'truncate', fontSize: 12 }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour('other') } } },
    series: [{ type: 'bar', data: up.map(item => item.value), itemStyle: { color: colour('front') }, barMaxWidth: 16,
      label: { show: true, position: 'right', color: colour('soft'), formatter: p => (100 * p.value).toFixed(1) + ' %' } }]
  }, true);
  return chart;
}
