// Traces as points, when against how long. A click opens a trace, a drag narrows the search.
import { axis, css, go, inZone, timeAxis } from './charts.js';
import { duration } from './figures.js';
import { text } from './zone.js';

const NEAR = 12;
const LEAST_DRAG = 6;
let redrawn = [];

const positive = (nanos) => Math.max(1000, nanos);

// Three digits are enough; rounding outwards keeps the points at the edge of what was dragged.
const bound = (nanos, round) => {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, nanos))) - 2);
  const whole = round(nanos / step) * step;
  return whole >= 1e9 ? whole / 1e9 + 's' : whole >= 1e6 ? whole / 1e6 + 'ms' : whole >= 1e3 ? whole / 1e3 + 'us' : whole + 'ns';
};

const selected = (u) => {
  const { left, top, width, height } = u.select;
  if (width < LEAST_DRAG && height < LEAST_DRAG) return;
  const changes = {};
  if (width >= LEAST_DRAG) {
    changes.from = new Date(u.posToVal(left, 'x') * 1000).toISOString();
    changes.to = new Date(u.posToVal(left + width, 'x') * 1000).toISOString();
  }
  if (height >= LEAST_DRAG) {
    changes.minDuration = bound(u.posToVal(top + height, 'y'), Math.floor);
    changes.maxDuration = bound(u.posToVal(top, 'y'), Math.ceil);
  }
  go(changes);
};

// A line per decade; within less than two of them 2 and 5 have lines as well.
const splits = (_, __, min, max) => {
  const factors = max / min < 100 ? [1, 2, 5] : [1];
  const found = [];
  for (let decade = 10 ** Math.floor(Math.log10(min)); decade <= max; decade *= 10) {
    for (const factor of factors) if (decade * factor >= min && decade * factor <= max) found.push(decade * factor);
  }
  return found;
};

const nearest = (u, points) => {
  const { left, top } = u.cursor;
  let found = null;
  let least = NEAR;
  for (const point of points) {
    const away = Math.hypot(u.valToPos(point.at, 'x') - left, u.valToPos(positive(point.nanos), 'y') - top);
    if (away < least) [found, least] = [point, away];
  }
  return found;
};

const pointing = (points, tip) => (u) => {
  const point = u.cursor.left >= 0 ? nearest(u, points) : null;
  tip.hidden = !point;
  u.over.style.cursor = point ? 'pointer' : '';
  if (!point) return;
  tip.textContent = point.name + ' · ' + duration(point.nanos) + (point.error ? ' · error' : '') + ' · ' + text(new Date(point.at * 1000), 'millis');
  const right = u.valToPos(point.at, 'x') > u.over.clientWidth / 2;
  tip.style.left = right ? '' : u.valToPos(point.at, 'x') + 10 + 'px';
  tip.style.right = right ? u.over.clientWidth - u.valToPos(point.at, 'x') + 10 + 'px' : '';
  tip.style.top = Math.max(0, u.valToPos(positive(point.nanos), 'y') - 26) + 'px';
};

const kind = (label, colour) => ({
  label, stroke: css(colour), paths: () => null, points: { show: true, size: 6, width: 1, fill: css(colour) + '80', stroke: css(colour) },
});

const options = (element, data, tip) => ({
  width: Math.max(200, element.clientWidth), height: 220, padding: [8, 28, 0, 0], tzDate: inZone,
  series: [{}, kind('fine', '--c1'), kind('failed', '--bad')],
  axes: [timeAxis(), { ...axis(), size: 62, splits, filter: (_, vs) => vs, values: (_, vs) => vs.map(duration) }],
  scales: {
    x: { range: [data.from, data.to] },
    y: { distr: 3, range: (_, min, max) => [(min || 1e6) / 1.3, (max || 1e9) * 1.3] },
  },
  cursor: { points: { show: false }, y: true, drag: { x: true, y: true, setScale: false } },
  hooks: { setSelect: [selected], setCursor: [pointing(data.points, tip)] },
  legend: { live: false },
});

const draw = (element) => {
  const data = JSON.parse(element.dataset.scatter);
  const tip = document.createElement('div');
  tip.className = 'point-tip';
  tip.hidden = true;
  const values = [
    data.points.map((p) => p.at),
    data.points.map((p) => (p.error ? null : positive(p.nanos))),
    data.points.map((p) => (p.error ? positive(p.nanos) : null)),
  ];
  element.hidden = false;
  const plot = new uPlot(options(element, data, tip), values, (u, init) => { element.replaceChildren(u.root); init(); });
  plot.over.append(tip);
  plot.over.addEventListener('click', () => {
    const dragged = plot.select.width >= LEAST_DRAG || plot.select.height >= LEAST_DRAG;
    const point = dragged ? null : nearest(plot, data.points);
    if (point) location.href = '/trace/' + point.id;
  });
  redrawn.push(element);
};

// Draws the scatter plots below the root.
export const scatter = (root) => { if (window.uPlot) root.querySelectorAll('.scatter[data-scatter]').forEach(draw); };

export const redrawScatter = () => {
  const again = redrawn.filter((element) => element.isConnected);
  redrawn = [];
  again.forEach(draw);
};
