'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  const byId = id => document.getElementById(id);
  const colour = name => getComputedStyle(root).getPropertyValue('--' + name).trim();
  const escape = text => String(text).replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');
  const number = value => value === null ? '\u2013'
    : Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(+value.toPrecision(4));
  const table = byId('members');
  const rows = new Map();
  if (table) {
    for (const row of table.tBodies[0].rows) rows.set(row.dataset.trial, row);
  }

  // which metric lies on which axis: costs go to the right
  let x = data.metrics.findIndex(metric => metric.direction === 'minimize');
  if (x < 0) x = 0;
  let y = data.metrics.findIndex((metric, i) => i !== x);
  if (y < 0) y = x;
  // costs that span more than a decade are crowded on a linear axis
  const costs = data.points.map(point => point.values[x]).filter(value => value !== null);
  const font = getComputedStyle(document.body).fontFamily;
  let log = costs.length > 1 && Math.min(...costs) > 0 && Math.max(...costs) > 10 * Math.min(...costs);
  byId('log').checked = log;
  let over = 0;

  const frontChart = echarts.init(byId('front'));
  const traceChart = echarts.init(byId('hypervolume'));

  function axis(index, logarithmic) {
    const metric = data.metrics[index];
    const better = metric.direction === 'minimize' ? ', less is better'
      : metric.direction === 'maximize' ? ', more is better' : '';
    return {
      type: logarithmic ? 'log' : 'value', scale: true,
      min: logarithmic ? range => range.min / 1.2 : undefined, max: logarithmic ? range => range.max * 1.2 : undefined,
      minorSplitLine: { show: logarithmic, lineStyle: { color: colour('line'), opacity: 0.6 } }, name: metric.title + better,
      nameLocation: 'middle', nameTextStyle: { color: colour('ink'), fontSize: 14 },
      axisLabel: { color: colour('soft'), fontSize: 13, formatter: number, hideOverlap: true,
        showMinLabel: logarithmic ? false : null, showMaxLabel: logarithmic ? false : null },
      axisLine: { lineStyle: { color: colour('other') } },
      splitLine: { lineStyle: { color: colour('line') } }
    };
  }

  function tip(point) {
    const lines = data.metrics.map((metric, i) =>
      '<tr><td>' + escape(metric.title) + '</td><td align="right"><b>' + number(point.values[i]) + '</b></td></tr>');
    const parameters = Object.entries(point.parameters).map(([name, value]) =>
      '<tr><td>' + escape(name) + '</td><td align="right">' + escape(value) + '</td></tr>');
    return '<b>trial ' + point.trial + '</b>' + (point.front ? ', on the front' : '')
      + (point.feasible ? '' : ', breaks a constraint')
      + (point.foretold ? '<br>not measured: ' + escape(point.foretold) : '')
      + (point.unstable ? '<br>unstable latency: ' + escape(point.unstable) : '')
      + '<table style="font-size:12px">' + lines.join('')
      + '<tr><td colspan="2"><hr style="border:0;border-top:1px solid #8888"></td></tr>'
      + parameters.join('') + '</table>';
  }

  function series(name, points, extra) {
    return Object.assign({
      name: name, type: 'scatter',
      data: points.map(point => ({ value: [point.values[x], point.values[y]], point: point }))
    }, extra);
  }

  function drawFront() {
    const shown = data.points.filter(p => p.values[x] !== null && p.values[y] !== null
      && (!log || p.values[x] > 0));
    const members = shown.filter(p => p.front).sort((a, b) => a.values[x] - b.values[x]);
    const all = [
      series('other trials', shown.filter(p => !p.front && p.feasible),
        { symbol: 'circle', symbolSize: 8, itemStyle: { color: colour('card'), borderColor: colour('other'), borderWidth: 1.8 } }),
      series('breaks a constraint', shown.filter(p => !p.feasible),
        { symbol: 'path://M0,0L10,10M10,0L0,10', symbolSize: 8, itemStyle: { color: 'transparent', borderColor: colour('other'), borderWidth: 1.5 } }),
      series('front', members.filter(p => !p.unstable),
        { symbol: 'diamond', symbolSize: 15, z: 5, itemStyle: { color: colour('front') } }),
      series('front, unstable latency', members.filter(p => p.unstable),
        { symbol: 'diamond', symbolSize: 14, z: 5, itemStyle: { color: colour('card'), borderColor: colour('flag'), borderWidth: 2 } })
    ].filter(s => s.data.length > 0);
    // with two objectives on the axes, what lies beyond the staircase is dominated
    if (data.objectives === 2 && x < 2 && y < 2 && x !== y) {
      all.unshift({
        name: 'staircase', type: 'line', z: 3, symbol: 'none', silent: true, tooltip: { show: false },
        step: data.metrics[x].direction === 'minimize' ? 'end' : 'start',
        lineStyle: { color: colour('front'), width: 2 }, itemStyle: { color: colour('front') },
        data: members.map(p => [p.values[x], p.values[y]])
      });
    }
    frontChart.setOption({
      animation: false, textStyle: { fontFamily: font },
      grid: { left: 68, right: 24, top: 40, bottom: 56 },
      legend: { top: 0, right: 0, itemHeight: 11, textStyle: { color: colour('ink'), fontSize: 13 }, data: all.filter(s => s.name !== 'staircase').map(s => s.name) },
      tooltip: {
        confine: true, backgroundColor: colour('card'), borderColor: colour('line'),
        textStyle: { color: colour('ink'), fontSize: 13 }, formatter: p => p.data.point ? tip(p.data.point) : ''
      },
      xAxis: Object.assign(axis(x, log), { nameGap: 34 }),
      yAxis: Object.assign(axis(y, false), { nameGap: 48 }),
      dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none' }, { type: 'inside', yAxisIndex: 0, filterMode: 'none' }],
      series: all
    }, true);
  }

  function drawTrace() {
    const last = data.hypervolume.length ? data.hypervolume[data.hypervolume.length - 1][1] : 0;
    const [unit, size] = last > 7200 ? ['hours', 3600] : last > 120 ? ['minutes', 60] : ['seconds', 1];
    const points = data.hypervolume.map(p => [over === 0 ? p[0] : p[1] / size, p[2]]);
    const scale = { axisLabel: { color: colour('soft'), fontSize: 13 }, axisLine: { lineStyle: { color: colour('other') } },
      splitLine: { lineStyle: { color: colour('line') } }, nameLocation: 'middle', nameTextStyle: { color: colour('ink'), fontSize: 14 } };
    traceChart.setOption({
      animation: false, textStyle: { fontFamily: font },
      grid: { left: 52, right: 20, top: 36, bottom: 56 },
      tooltip: { trigger: 'axis', backgroundColor: colour('card'), borderColor: colour('line'), textStyle: { color: colour('ink'), fontSize: 13 },
        formatter: p => (over === 0 ? 'after trial ' + p[0].value[0] : number(p[0].value[0]) + ' ' + unit) + ': <b>' + p[0].value[1].toFixed(4) + '</b>' },
      xAxis: Object.assign({ type: 'value', min: 0, max: points.length ? points[points.length - 1][0] : 1, name: over === 0 ? 'trials ended' : unit, nameGap: 34 }, scale,
        { axisLabel: { color: colour('soft'), fontSize: 13, formatter: number, showMaxLabel: false } }),
      yAxis: Object.assign({ type: 'value', min: 0, max: 1 }, scale),
      series: [{ type: 'line', step: 'end', symbol: 'none', data: points, lineStyle: { color: colour('front'), width: 2 },
        itemStyle: { color: colour('front') }, areaStyle: { color: colour('front'), opacity: 0.12 } }]
    }, true);
  }

  function draw() { drawFront(); drawTrace(); }

  function pick(trial, scroll) {
    for (const row of rows.values()) row.classList.remove('picked');
    const row = rows.get(String(trial));
    if (row) {
      row.classList.add('picked');
      if (scroll) row.scrollIntoView({ block: 'center', behavior: 'smooth' });
    }
  }

  function show(trial) {
    frontChart.getOption().series.forEach((one, s) => one.data.forEach((d, i) => {
      if (d.point && String(d.point.trial) === trial) {
        frontChart.dispatchAction({ type: 'showTip', seriesIndex: s, dataIndex: i });
      }
    }));
  }

  frontChart.on('click', p => { if (p.data.point) pick(p.data.point.trial, true); });
  for (const [trial, row] of rows) {
    row.addEventListener('click', () => { pick(trial, false); show(trial); });
    row.addEventListener('keydown', e => { if (e.key === 'Enter') { pick(trial, false); show(trial); } });
  }

  if (table) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => head.querySelector('button').addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const value = row => row.cells[column].dataset.value;
      const compare = (a, b) => {
        if (a === '' || b === '') return (a === '') - (b === '');
        const order = a !== '' && b !== '' && !isNaN(a) && !isNaN(b) ? a - b : a.localeCompare(b);
        return down ? -order : order;
      };
      Array.from(rows.values()).sort((a, b) => compare(value(a), value(b))).forEach(row => table.tBodies[0].append(row));
    }));
  }

  for (const [id, index, set] of [['x', x, i => { x = i; }], ['y', y, i => { y = i; }]]) {
    data.metrics.forEach((metric, i) => byId(id).add(new Option(metric.title, i, i === index, i === index)));
    byId(id).addEventListener('change', e => { set(+e.target.value); drawFront(); });
  }
  byId('axes').hidden = data.metrics.length < 2;
  byId('log').addEventListener('change', e => { log = e.target.checked; drawFront(); });
  byId('over').hidden = false;
  document.getElementsByName('over').forEach(radio =>
    radio.addEventListener('change', () => { over = +radio.value; drawTrace(); }));

  const dark = matchMedia('(prefers-color-scheme: dark)');
  let theme = '';
  byId('theme').hidden = false;
  byId('theme').addEventListener('click', () => {
    theme = (theme || (dark.matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark';
    root.dataset.theme = theme;
    draw();
  });
  dark.addEventListener('change', draw);
  addEventListener('beforeprint', () => { root.dataset.theme = 'light'; draw(); });
  addEventListener('afterprint', () => { if (theme) root.dataset.theme = theme; else delete root.dataset.theme; draw(); });
  addEventListener('resize', () => { frontChart.resize(); traceChart.resize(); });
  draw();
})();
