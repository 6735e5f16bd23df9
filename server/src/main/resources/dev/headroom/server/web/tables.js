// Tables that are whole on the page sort here; those that come in pages sort on the server, by links.

const ARROWS = { ascending: 'descending', descending: 'ascending' };

const value = (row, column) => {
  const cell = row.cells[column];
  if (!cell) return '';
  if (cell.dataset.value !== undefined) return cell.dataset.value;
  const time = cell.querySelector('time[datetime]');
  return time ? time.dateTime : (cell.querySelector('.name') || cell).textContent.trim();
};

const compare = (number) => (a, b) => {
  if (!number) return a.localeCompare(b, undefined, { numeric: true, sensitivity: 'base' });
  return Number.parseFloat(a) - Number.parseFloat(b);
};

const unknown = (text, number) => text === '' || text === '–' || (number && Number.isNaN(Number.parseFloat(text)));

// What is not known stays at the end, whichever way the rest goes.
const sort = (th, direction) => {
  const body = th.closest('table').tBodies[0];
  const number = th.dataset.sort === 'number';
  const order = compare(number);
  const rows = [...body.rows].map((row) => [value(row, th.cellIndex), row]);
  rows.sort(([a], [b]) => {
    const missing = unknown(a, number) - unknown(b, number);
    return missing || (direction === 'ascending' ? order(a, b) : order(b, a)) || 0;
  });
  th.parentElement.querySelectorAll('th[aria-sort]').forEach((other) => other.removeAttribute('aria-sort'));
  th.setAttribute('aria-sort', direction);
  body.append(...rows.map(([, row]) => row));
};

const first = (th) => (th.dataset.sort === 'number' ? 'descending' : 'ascending');

// Makes buttons of the headings of all sortable tables below the root.
export const tables = (root) => root.querySelectorAll('th[data-sort]').forEach((th) => {
  if (th.querySelector('button')) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'sort';
  button.append(...th.childNodes);
  button.addEventListener('click', () => sort(th, ARROWS[th.getAttribute('aria-sort')] || first(th)));
  th.append(button);
});

// Remembers how the reader sorted the tables.
export const keepTables = (root) => {
  const sorted = [...root.querySelectorAll('table')].map((table) => {
    const th = table.querySelector('th[data-sort][aria-sort]');
    return th ? [th.cellIndex, th.getAttribute('aria-sort')] : null;
  });
  return (fresh) => fresh.querySelectorAll('table').forEach((table, i) => {
    const th = sorted[i] && table.tHead && table.tHead.rows[0].cells[sorted[i][0]];
    if (th && th.dataset.sort && th.getAttribute('aria-sort') !== sorted[i][1]) sort(th, sorted[i][1]);
  });
};
