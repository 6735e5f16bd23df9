// Lines over time. A drag across a chart makes its stretch of time the page's.
import { figure, tickSteps } from './figures.js';
import { text, zone } from './zone.js';

const COLOURS = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6', '--c7', '--c8'];
const NAMED = { errors: '--bad', error: '--bad', fatal: '--bad', warn: '--warn', info: '--c1', p50: '--c2', p95: '--c3', p99: '--c6' };
const DAY = 86400;

const plots = new Map();

export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const axis = () => ({
  stroke: css('--text-3'), grid: { stroke: css('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif',
});

// The axis of time, in the zone chosen.
export const timeAxis = () => ({
  ...axis(), size: 26,
  values: (_, splits, __, ___, gap) => splits.map((s) => text(new Date(s * 1000), gap >= DAY ? 'day' : gap < 60 ? 'clock' : 'time')),
});

export const inZone = (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone());

// Opens this page with other parameters; those that are null are left out.
export const go = (changes) => {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries({ ...changes, range: null, live: null, cursor: null })) {
    if (value == null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  location.href = url;
};

const marks = (list) => (u) => {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = css('--accent');
  ctx.fillStyle = css('--text-3');
  ctx.font = Math.round(10 * devicePixelRatio) + 'px system-ui, sans-serif';
  ctx.textAlign = 'left';
  ctx.setLineDash([4, 4]);
  let free = bbox.left;
  for (const mark of list) {
    const x = u.valToPos(mark.at, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const width = ctx.measureText(mark.label).width + 8;
    if (x >= free && x + width <= bbox.left + bbox.width) {
      ctx.fillText(mark.label, x + 4, bbox.top + 10 * devicePixelRatio);
      free = x + width;
    }
  }
  ctx.restore();
};

const selected = (u) => {
  if (u.select.width < 6) return;
  const at = (px) => new Date(u.posToVal(px, 'x') * 1000).toISOString();
  go({ from: at(u.select.left), to: at(u.select.left + u.select.width) });
};

const line = (entry, i, alone, points) => {
  const colour = css(NAMED[entry.name] || COLOURS[i % COLOURS.length]);
  return {
    label: entry.name, stroke: colour, width: 1.6, fill: alone ? colour + '1f' : undefined,
    points: { show: points < 3, size: 4 }, value: (_, v) => (v == null ? '' : figure(v, entry.unit)),
  };
};

const options = (element, data, points) => {
  const unit = data.lines[0].unit;
  return {
    width: Math.max(200, element.clientWidth), height: +element.dataset.height || 170, padding: [8, 28, 0, 0], tzDate: inZone,
    series: [
      { label: '', value: (_, v) => (v == null ? '' : text(new Date(v * 1000), 'minute')) },
      ...data.lines.map((entry, i) => line(entry, i, data.lines.length === 1, points)),
    ],
    axes: [
      timeAxis(),
      { ...axis(), size: 62, space: 20, incrs: tickSteps(unit) || undefined, values: (_, vs) => vs.map((v) => figure(v, unit)) },
    ],
    scales: {
      // To a single value uPlot would give an axis of years.
      x: { range: (_, min, max) => (points > 1 ? [min, max] : [min - data.step, min + data.step]) },
      y: { range: (_, min, max) => [Math.min(0, min), max > 0 ? max * 1.08 : 1] },
    },
    cursor: { sync: { key: 'time' }, drag: { x: true, y: false, setScale: false } },
    hooks: { draw: [marks(data.marks)], setSelect: [selected] },
  };
};

const draw = (element) => {
  const data = JSON.parse(element.dataset.chart);
  const points = data.lines.length ? data.lines[0].values.length : 0;
  if (!points) {
    element.innerHTML = '<p class="dim">No data in this window</p>';
    return;
  }
  const hidden = plots.has(element) ? hiddenLines(plots.get(element)) : [];
  const times = Array.from({ length: points }, (_, i) => data.start + i * data.step);
  const values = [times, ...data.lines.map((entry) => entry.values)];
  const plot = new uPlot(options(element, data, points), values, (u, init) => { element.replaceChildren(u.root); init(); });
  plots.set(element, plot);
  hide(plot, hidden);
};

const hiddenLines = (plot) => plot.series.filter((s) => !s.show).map((s) => s.label);
const hide = (plot, labels) => plot.series.forEach((s, i) => { if (labels.includes(s.label)) plot.setSeries(i, { show: false }); });

// Draws all charts below the root.
export const charts = (root) => { if (window.uPlot) root.querySelectorAll('.chart[data-chart]').forEach(draw); };

// Draws them again: another width, theme or zone.
export const redraw = () => {
  for (const element of [...plots.keys()]) {
    if (element.isConnected) draw(element);
    else plots.delete(element);
  }
};

// Remembers which lines the reader switched off.
export const keepCharts = (root) => {
  const hidden = [...root.querySelectorAll('.chart[data-chart]')].map((element) => (plots.has(element) ? hiddenLines(plots.get(element)) : []));
  return (fresh) => {
    redraw();
    fresh.querySelectorAll('.chart[data-chart]').forEach((element, i) => { if (plots.has(element)) hide(plots.get(element), hidden[i] || []); });
  };
};
