// Charts, keyboard, theme, local times. Every page works without this file.
'use strict';
(() => {
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colours = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6', '--c7', '--c8'];
  const named = { errors: '--bad', error: '--bad', fatal: '--bad', warn: '--warn', info: '--c1', p50: '--c2', p95: '--c3', p99: '--c6' };

  const digits = (v) => {
    const a = Math.abs(v);
    return a >= 100 ? v.toFixed(0) : a >= 10 ? String(+v.toFixed(1)) : a >= 1 ? String(+v.toFixed(2)) : String(+v.toPrecision(2));
  };
  const scaled = (v, steps) => {
    for (const [size, unit] of steps) if (Math.abs(v) >= size) return digits(v / size) + ' ' + unit;
    const [size, unit] = steps[steps.length - 1];
    return digits(v / size) + ' ' + unit;
  };
  const figure = (v, unit) => {
    if (v == null) return '–';
    if (unit === 'ns') return v === 0 ? '0' : scaled(v, [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']]);
    if (unit === 's') return v === 0 ? '0' : scaled(v * 1e9, [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']]);
    if (unit === 'share') return digits(v * 100) + ' %';
    if (unit === 'By') return v === 0 ? '0' : scaled(v, [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB'], [1, 'B']]);
    const suffix = unit === '1/s' ? '/s' : '';
    return (Math.abs(v) >= 1e6 ? digits(v / 1e6) + ' M' : Math.abs(v) >= 1e4 ? digits(v / 1e3) + ' k' : digits(v)) + suffix;
  };

  const drawn = new Set();
  const draw = (element) => {
    if (!window.uPlot || !element.isConnected) return;
    const data = JSON.parse(element.dataset.chart);
    const n = data.lines.length ? data.lines[0].values.length : 0;
    if (!n) { element.innerHTML = '<p class="dim">No data in this window</p>'; return; }
    const times = Array.from({ length: n }, (_, i) => data.start + i * data.step);
    const unit = data.lines[0].unit;
    const series = data.lines.map((line, i) => {
      const colour = css(named[line.name] || colours[i % colours.length]);
      return { label: line.name, stroke: colour, width: 1.6, fill: data.lines.length === 1 ? colour + '1f' : undefined, points: { show: n < 3, size: 4 }, value: (_, v) => figure(v, line.unit) };
    });
    const axis = { stroke: css('--text-3'), grid: { stroke: css('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    const marks = (u) => {
      const ctx = u.ctx;
      ctx.save();
      ctx.strokeStyle = css('--accent');
      ctx.setLineDash([4, 4]);
      for (const mark of data.marks) {
        const x = u.valToPos(mark.at, 'x', true);
        if (x >= u.bbox.left && x <= u.bbox.left + u.bbox.width) {
          ctx.beginPath(); ctx.moveTo(x, u.bbox.top); ctx.lineTo(x, u.bbox.top + u.bbox.height); ctx.stroke();
        }
      }
      ctx.restore();
    };
    const plot = new uPlot({
      width: Math.max(200, element.clientWidth), height: +element.dataset.height || 170,
      series: [{ value: (_, v) => (v == null ? '' : new Date(v * 1000).toLocaleTimeString()) }, ...series],
      axes: [{ ...axis, size: 26, values: (_, ts, __, ___, gap) => ts.map((t) => { const d = new Date(t * 1000); return gap >= 86400 ? d.toLocaleDateString(undefined, { month: 'short', day: 'numeric' }) : d.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false }); }) }, { ...axis, size: 62, values: (_, vs) => vs.map((v) => figure(v, unit)) }],
      scales: { y: { range: (_, min, max) => [Math.min(0, min), max > 0 ? max * 1.08 : 1] } },
      cursor: { sync: { key: 'time' }, drag: { x: true, y: false, setScale: false } },
      hooks: {
        draw: [marks],
        setSelect: [(u) => {
          if (u.select.width < 6) return;
          const url = new URL(location.href);
          const at = (px) => new Date(u.posToVal(px, 'x') * 1000).toISOString();
          url.searchParams.set('from', at(u.select.left));
          url.searchParams.set('to', at(u.select.left + u.select.width));
          url.searchParams.delete('range'); url.searchParams.delete('live');
          location.href = url;
        }],
      },
      legend: { show: true },
    }, [times, ...data.lines.map((line) => line.values)], (u, init) => { element.replaceChildren(u.root); init(); });
    drawn.add([element, plot]);
  };

  const local = (root) => {
    const two = (v) => String(v).padStart(2, '0');
    root.querySelectorAll('time[datetime]').forEach((t) => {
      const d = new Date(t.dateTime);
      if (Number.isNaN(d.getTime())) return;
      t.title = t.dateTime;
      const day = d.getFullYear() + '-' + two(d.getMonth() + 1) + '-' + two(d.getDate());
      const minute = two(d.getHours()) + ':' + two(d.getMinutes());
      t.textContent = t.dataset.format === 'millis'
        ? day + ' ' + minute + ':' + two(d.getSeconds()) + '.' + String(d.getMilliseconds()).padStart(3, '0')
        : day + ' ' + minute;
    });
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'local';
    root.querySelectorAll('.zone').forEach((z) => { z.textContent = zone; });
  };

  const copyable = (root) => root.querySelectorAll('pre[data-copy]').forEach((pre) => {
    if (pre.querySelector('button')) return;
    const text = pre.textContent;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', () => navigator.clipboard.writeText(text).then(() => { button.textContent = 'Copied'; }));
    pre.append(button);
  });

  const waterfall = (root) => {
    const find = root.querySelector('#find-span');
    const critical = root.querySelector('#only-critical');
    if (!find || !critical) return;
    find.hidden = false;
    const apply = () => {
      const wanted = find.value.toLowerCase();
      root.querySelectorAll('.wf-row').forEach((row) => {
        const hit = row.dataset.text.toLowerCase().includes(wanted) && (!critical.checked || row.classList.contains('critical'));
        row.classList.toggle('hidden', !hit);
      });
    };
    find.addEventListener('input', apply);
    critical.addEventListener('change', apply);
  };

  const dress = (root) => { local(document); copyable(root); waterfall(root); root.querySelectorAll('.chart[data-chart]').forEach(draw); };

  const redraw = () => { for (const [element] of drawn) draw(element); };

  const theme = () => {
    const dark = document.documentElement.dataset.theme === 'dark'
      || (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
    const next = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    document.cookie = 'theme=' + next + ';path=/;max-age=31536000;samesite=lax';
    redraw();
  };

  const places = { l: '/', m: '/map', s: '/services', t: '/traces', o: '/logs', e: '/metrics/browse', c: '/changes', a: '/catalog', q: '/quality', y: '/system' };
  const names = { l: 'Limits', m: 'Map', s: 'Services', t: 'Traces', o: 'Logs', e: 'Metrics', c: 'Changes', a: 'Catalogue', q: 'Telemetry quality', y: 'System' };
  let going = false;
  const help = () => {
    const dialog = document.getElementById('keys');
    dialog.innerHTML = '<h2>Keyboard</h2><dl><dt><kbd>/</kbd></dt><dd>jump to a service, route or trace</dd><dt><kbd>d</kbd></dt><dd>light or dark</dd>'
      + Object.keys(places).map((k) => '<dt><kbd>g</kbd> <kbd>' + k + '</kbd></dt><dd>' + names[k] + '</dd>').join('')
      + '<dt><kbd>Esc</kbd></dt><dd>close this</dd></dl>';
    dialog.showModal();
  };
  document.addEventListener('keydown', (event) => {
    if (event.target.closest('input, select, textarea') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (going && places[event.key]) { location.href = places[event.key]; going = false; return; }
    going = event.key === 'g';
    if (event.key === '/') { event.preventDefault(); document.getElementById('jump').focus(); }
    if (event.key === '?') help();
    if (event.key === 'd') theme();
  });

  document.addEventListener('DOMContentLoaded', () => {
    document.getElementById('theme').addEventListener('click', theme);
    dress(document);
  });
  document.addEventListener('htmx:afterSwap', () => { drawn.clear(); dress(document); });
  let waiting;
  addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(redraw, 150); });
})();
