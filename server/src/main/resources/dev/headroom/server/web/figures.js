// Figures as people read them, and the steps at which axes tick. The same rules as Format.java.

const DURATIONS = [[3600e9, 'h'], [60e9, 'min'], [1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']];
const BYTES = [[2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB'], [1, 'B']];
const NANOS = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9 };

const digits = (v) => {
  const a = Math.abs(v);
  return a >= 100 ? v.toFixed(0) : a >= 10 ? String(+v.toFixed(1)) : a >= 1 ? String(+v.toFixed(2)) : String(+v.toPrecision(2));
};

const scaled = (v, steps) => {
  if (v === 0) return '0';
  const [size, unit] = steps.find(([least]) => Math.abs(v) >= least) || steps[steps.length - 1];
  return digits(v / size) + ' ' + unit;
};

export const duration = (nanos) => scaled(nanos, DURATIONS);

// What stands on an axis and in a legend.
export const figure = (v, unit) => {
  if (v == null) return '–';
  if (NANOS[unit]) return duration(v * NANOS[unit]);
  if (unit === 'share') return digits(v * 100) + ' %';
  if (unit === 'By') return scaled(v, BYTES);
  const suffix = unit === '1/s' ? '/s' : '';
  return (Math.abs(v) >= 1e9 ? digits(v / 1e9) + ' G' : Math.abs(v) >= 1e6 ? digits(v / 1e6) + ' M' : Math.abs(v) >= 1e4 ? digits(v / 1e3) + ' k' : digits(v)) + suffix;
};

const decades = (from, to) => {
  const steps = [];
  for (let e = from; e <= to; e++) steps.push(10 ** e, 2 * 10 ** e, 5 * 10 ** e);
  return steps;
};

const HUMAN_NANOS = [
  ...decades(0, 8),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200].map((s) => s * 1e9),
  ...[1, 2, 5, 10, 20, 50, 100].map((d) => d * 86400e9),
];

// The distances between ticks that an axis may choose from: bytes go in powers of two, durations in
// those of a clock, everything else (null) in the decimal steps of the chart library.
export const tickSteps = (unit) => {
  if (unit === 'By') return Array.from({ length: 60 }, (_, e) => 2 ** e);
  if (NANOS[unit]) return HUMAN_NANOS.map((n) => n / NANOS[unit]);
  return null;
};
