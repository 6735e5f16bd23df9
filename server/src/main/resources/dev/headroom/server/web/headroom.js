// Puts the pages' scripts together: theme, keys, copying. Every page works without any of them.
import { charts, redraw } from './charts.js';
import { live } from './live.js';
import { redrawScatter, scatter } from './scatter.js';
import { tables } from './tables.js';
import { waterfall } from './waterfall.js';
import { whatIf } from './whatif.js';
import { localise, offerZones } from './zone.js';

const copyable = (root) => root.querySelectorAll('pre[data-copy]').forEach((pre) => {
  if (pre.querySelector('button')) return;
  const text = pre.textContent;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', () => navigator.clipboard.writeText(text).then(() => { button.textContent = 'Copied'; }));
  pre.append(button);
});

const dress = (root) => {
  localise(document);
  copyable(root);
  tables(root);
  waterfall(root);
  charts(root);
  scatter(root);
  whatIf(root);
};

const again = () => { redraw(); redrawScatter(); };

const theme = () => {
  const root = document.documentElement;
  const dark = root.dataset.theme === 'dark' || (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'light' : 'dark';
  document.cookie = 'theme=' + root.dataset.theme + ';path=/;max-age=31536000;samesite=lax';
  again();
};

const PLACES = {
  l: ['/', 'Limits'], i: ['/findings', 'Findings'], m: ['/map', 'Map'], s: ['/services', 'Services'], t: ['/traces', 'Traces'], o: ['/logs', 'Logs'],
  e: ['/metrics/browse', 'Metrics'], c: ['/changes', 'Changes'], a: ['/catalog', 'Catalogue'], q: ['/quality', 'Telemetry quality'], y: ['/system', 'System'],
};

const HELP = [
  ['/', 'jump to a service, route or trace'], ['f', 'to the filter of this page'], ['r', 'live refresh on or off'], ['d', 'light or dark'],
  ['?', 'these keys'], ['Esc', 'close'],
];
const TREE = [['↑ ↓', 'from span to span'], ['← →', 'fold, unfold; to the parent, to the children'], ['Enter', 'details of the span']];
const keysOf = (rows) => rows.map(([key, what]) => '<dt>' + key.split(' ').map((k) => '<kbd>' + k + '</kbd>').join(' ') + '</dt><dd>' + what + '</dd>').join('');

const help = () => {
  const dialog = document.getElementById('keys');
  dialog.innerHTML = '<h2>Keyboard</h2><div class="keys"><section><h3>Anywhere</h3><dl>' + keysOf(HELP)
    + '</dl><h3>In a waterfall</h3><dl>' + keysOf(TREE) + '</dl></section><section><h3>Go to</h3><dl>'
    + keysOf(Object.entries(PLACES).map(([key, [, label]]) => ['g ' + key, label])) + '</dl></section></div>';
  dialog.showModal();
};

// Places keep the time range, as their links in the navigation do.
const visit = (path) => { location.href = [...document.querySelectorAll('nav.side a.item')].find((a) => a.pathname === path)?.href || path; };

const KEYS = {
  '/': () => document.getElementById('jump').focus(),
  f: () => document.querySelector('main input[type=search], main form input[type=text]')?.focus(),
  r: () => document.getElementById('live')?.click(),
  d: theme,
  '?': help,
};

let going = false;
document.addEventListener('keydown', (event) => {
  if (event.target.closest('input, select, textarea') || event.ctrlKey || event.metaKey || event.altKey) return;
  const place = going && PLACES[event.key];
  going = event.key === 'g';
  const action = place ? () => visit(place[0]) : KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

document.getElementById('theme').addEventListener('click', theme);
document.querySelectorAll('.scripted[hidden]').forEach((element) => { element.hidden = false; });
offerZones(again);
live(dress);
dress(document);
let waiting;
addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(again, 150); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
