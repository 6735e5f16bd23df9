// The zone in which times are shown: the browser's unless the reader chose another, which the
// browser remembers. The server writes UTC into <time datetime>, and that is what is shown without
// this script.

const KEY = 'zone';
const browser = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

const known = (name) => {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const remembered = () => {
  try {
    return localStorage.getItem(KEY) || '';
  } catch {
    return '';
  }
};

let chosen = known(remembered() || browser) ? remembered() : '';
let formatter;

export const zone = () => chosen || browser;

const choose = (name) => {
  chosen = name;
  formatter = undefined;
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // A browser that keeps nothing still shows this page in the zone chosen.
  }
};

const parts = (date) => {
  formatter ||= new Intl.DateTimeFormat('en-CA', {
    timeZone: zone(), hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
    hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3,
  });
  return Object.fromEntries(formatter.formatToParts(date).map((part) => [part.type, part.value]));
};

// Forms: 'millis', 'second', 'minute' with the day; 'time' and 'day' for the ticks of an axis.
export const text = (date, form) => {
  const p = parts(date);
  const day = p.year + '-' + p.month + '-' + p.day;
  const minute = p.hour + ':' + p.minute;
  if (form === 'day') return day.slice(5);
  if (form === 'time') return minute;
  if (form === 'clock') return minute + ':' + p.second;
  if (form === 'second') return day + ' ' + minute + ':' + p.second;
  if (form === 'millis') return day + ' ' + minute + ':' + p.second + '.' + p.fractionalSecond;
  return day + ' ' + minute;
};

const offset = (ms) => {
  const p = parts(new Date(ms));
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(ms / 1000) * 1000;
};

// The instant that a date and time mean in the zone; null when the text is none.
export const instant = (written) => {
  const match = /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*$/.exec(written);
  if (!match) return null;
  const asUtc = Date.parse(match[1] + 'T' + match[2] + 'Z');
  // The offset that counts is the one at the instant looked for, which a second look finds.
  const near = asUtc - offset(asUtc);
  return new Date(asUtc - offset(near));
};

const fields = (root) => root.querySelectorAll('input[data-instant]').forEach((input) => {
  const shown = text(new Date(input.dataset.instant), 'second');
  input.value = shown;
  input.dataset.shown = shown;
});

// Shows all times below the root in the zone.
export const localise = (root) => {
  root.querySelectorAll('time[datetime]').forEach((time) => {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime())) return;
    time.title = time.dateTime;
    time.textContent = text(date, time.dataset.format);
  });
  root.querySelectorAll('.zone').forEach((name) => { name.textContent = zone(); });
  fields(root);
};

// Forms take dates in the zone, the server takes instants.
const submitted = (event) => {
  event.target.querySelectorAll('input[data-instant]').forEach((input) => {
    const meant = instant(input.value);
    if (input.value === input.dataset.shown) input.value = input.dataset.instant;
    else if (meant) input.value = meant.toISOString();
  });
};

// Fills the choice of zones and calls back when another is taken.
export const offerZones = (changed) => {
  const select = document.getElementById('zone');
  const option = (value, label) => new Option(label, value, false, value === chosen);
  const zones = document.createElement('optgroup');
  zones.label = 'All zones';
  const names = Intl.supportedValuesOf ? Intl.supportedValuesOf('timeZone') : [];
  zones.append(...names.filter((name) => name !== 'UTC').map((name) => option(name, name)));
  select.append(option('', 'Browser: ' + browser), option('UTC', 'UTC'), zones);
  if (select.value !== chosen) select.append(option(chosen, chosen));
  select.value = chosen;
  select.closest('label').hidden = false;
  select.addEventListener('change', () => { choose(select.value); localise(document); changed(); });
  document.addEventListener('submit', submitted);
};
