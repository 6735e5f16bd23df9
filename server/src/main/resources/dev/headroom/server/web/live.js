// A live page asks for its content again every ten seconds, and takes nothing out of the reader's
// hands: not the focus, the scroll position, what is open, how tables are sorted, the lines shown.
import { keepCharts } from './charts.js';
import { keepTables } from './tables.js';

const content = () => document.getElementById('content');
let held = false;

const typing = () => {
  const active = document.activeElement;
  return content().contains(active) && active.matches('input:not([type=checkbox]), select, textarea');
};

const selecting = () => {
  const selection = getSelection();
  return !selection.isCollapsed && content().contains(selection.anchorNode);
};

// While the reader is at something, or away, the page stays as it is.
const busy = () => document.hidden || held || typing() || selecting() || document.querySelector('dialog[open], details.pop[open]') !== null;

const name = (element) => element.id
  || [element.tagName, element.getAttribute('href') || element.getAttribute('aria-label') || (element.querySelector('summary') || element).textContent.trim()].join(' ');

// Elements under names that last from one answer to the next.
const named = (elements) => {
  const seen = new Map();
  const result = new Map();
  for (const element of elements) {
    const n = seen.get(name(element)) || 0;
    seen.set(name(element), n + 1);
    result.set(name(element) + ' ' + n, element);
  }
  return result;
};

const FOCUSABLE = 'a, button, summary, [tabindex], input[type=checkbox]';

const keepFocus = (root) => {
  const key = [...named(root.querySelectorAll(FOCUSABLE))].find(([, element]) => element === document.activeElement)?.[0];
  return (fresh) => { if (key) named(fresh.querySelectorAll(FOCUSABLE)).get(key)?.focus({ preventScroll: true }); };
};

const keepOpen = (root) => {
  const open = [...named(root.querySelectorAll('details'))].filter(([, element]) => element.open).map(([key]) => key);
  return (fresh) => {
    const details = named(fresh.querySelectorAll('details'));
    open.forEach((key) => { if (details.has(key)) details.get(key).open = true; });
  };
};

const keepScroll = (root) => {
  const aside = [...root.querySelectorAll('.scroll')].map((element) => element.scrollLeft);
  const { scrollX, scrollY } = window;
  return (fresh) => {
    fresh.querySelectorAll('.scroll').forEach((element, i) => { element.scrollLeft = aside[i] || 0; });
    window.scrollTo(scrollX, scrollY);
  };
};

const KEEPERS = [keepTables, keepCharts, keepOpen, keepFocus, keepScroll];

const tell = (failed) => {
  const button = document.getElementById('live');
  if (button) button.classList.toggle('stale', failed);
  if (button) button.title = failed ? 'The server does not answer; what is shown is old' : 'Refresh every 10 seconds';
};

// @param dress prepares fresh content
export const live = (dress) => {
  let restore = [];
  const ours = (event) => event.target === content();
  document.addEventListener('pointerdown', (event) => { held = content().contains(event.target); });
  addEventListener('pointerup', () => { held = false; });
  addEventListener('pointercancel', () => { held = false; });
  document.addEventListener('htmx:beforeRequest', (event) => { if (ours(event) && busy()) event.preventDefault(); });
  document.addEventListener('htmx:beforeSwap', (event) => { if (ours(event) && event.detail.shouldSwap) restore = KEEPERS.map((keep) => keep(content())); });
  document.addEventListener('htmx:load', (event) => {
    if (!ours(event)) return;
    tell(false);
    dress(content());
    restore.forEach((back) => back(content()));
    restore = [];
  });
  for (const failure of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) document.addEventListener(failure, () => tell(true));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && content().hasAttribute('hx-get')) htmx.trigger(content(), 'refresh');
  });
};
