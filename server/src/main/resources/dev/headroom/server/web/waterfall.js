// The waterfall of a trace: subtrees fold, rows are found and walked by keys. Without this script
// every span is shown.

// Beyond so many rows a trace starts folded: first what is neither on the critical path nor failed,
// then what lies deepest.
const LONG = 300;
const INDENT = 14;
const DEEPEST = 24;

const plural = (n, one) => n.toLocaleString('en') + ' ' + one + (n === 1 ? '' : 's');

class Waterfall {
  constructor(element, card) {
    this.element = element;
    this.rows = [...element.querySelectorAll('.wf-row')];
    this.depths = this.rows.map((row) => +row.dataset.depth);
    this.ends = this.subtreeEnds();
    this.folded = new Set();
    this.find = card.querySelector('#find-span');
    this.critical = card.querySelector('#only-critical');
    this.count = card.querySelector('#found-spans');
    this.dress();
    if (this.rows.length > LONG) {
      this.foldTheUninteresting();
      this.foldTheDeepest();
    }
    this.listen(card);
    this.reveal(location.hash.slice(1) || element.querySelector('.wf-row:has(> details[open])')?.id);
    this.show();
  }

  // For each row the index after its last descendant.
  subtreeEnds() {
    const ends = new Array(this.rows.length);
    const open = [];
    this.depths.forEach((depth, i) => {
      while (open.length && this.depths[open[open.length - 1]] >= depth) ends[open.pop()] = i;
      open.push(i);
    });
    open.forEach((i) => { ends[i] = this.rows.length; });
    return ends;
  }

  below(i) { return this.ends[i] - i - 1; }

  dress() {
    this.element.setAttribute('role', 'tree');
    this.rows.forEach((row, i) => {
      const summary = row.querySelector('summary');
      summary.tabIndex = i === 0 ? 0 : -1;
      summary.setAttribute('role', 'treeitem');
      summary.setAttribute('aria-level', this.depths[i] + 1);
      if (!this.below(i)) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'wf-fold';
      button.tabIndex = -1;
      button.style.left = 4 + INDENT * Math.min(this.depths[i], DEEPEST) + 'px';
      button.addEventListener('click', () => { this.toggle(i); summary.focus(); });
      row.prepend(button);
      row.querySelector('.wf-name').dataset.below = '+' + this.below(i);
    });
  }

  foldTheUninteresting() {
    const telling = (i) => this.rows[i].matches('.critical, .failed, .marked');
    const tellingBefore = [0];
    this.rows.forEach((_, i) => tellingBefore.push(tellingBefore[i] + (telling(i) ? 1 : 0)));
    this.rows.forEach((row, i) => {
      if (this.below(i) && tellingBefore[this.ends[i]] === tellingBefore[i]) this.folded.add(row.id);
    });
  }

  foldTheDeepest() {
    const visible = [];
    let foldedUntil = 0;
    this.rows.forEach((row, i) => {
      if (i < foldedUntil) return;
      visible[this.depths[i]] = (visible[this.depths[i]] || 0) + 1;
      if (this.folded.has(row.id)) foldedUntil = this.ends[i];
    });
    let last = 0;
    for (let sum = visible[0]; last + 1 < visible.length && sum + visible[last + 1] <= LONG; last++) sum += visible[last + 1];
    this.rows.forEach((row, i) => { if (this.below(i) && this.depths[i] === Math.max(1, last)) this.folded.add(row.id); });
  }

  listen(card) {
    this.find.hidden = false;
    this.critical.closest('label').hidden = false;
    this.find.addEventListener('input', () => this.show());
    this.critical.addEventListener('change', () => this.show());
    card.querySelectorAll('[data-fold]').forEach((button) => {
      button.hidden = false;
      button.addEventListener('click', () => this.foldAll(button.dataset.fold === 'all'));
    });
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.element.addEventListener('focusin', (event) => this.current(event.target));
    addEventListener('hashchange', () => { this.reveal(location.hash.slice(1)); this.show(); });
  }

  foldAll(folded) {
    this.folded.clear();
    if (folded) this.rows.forEach((row, i) => { if (this.below(i) && this.depths[i] > 0) this.folded.add(row.id); });
    this.show();
  }

  toggle(i) {
    const id = this.rows[i].id;
    if (!this.folded.delete(id)) this.folded.add(id);
    this.show();
  }

  // Opens what hides the row with the id, and the row.
  reveal(id) {
    const at = this.rows.findIndex((row) => row.id === id);
    if (at < 0) return;
    this.rows.forEach((row, i) => { if (i < at && at < this.ends[i]) this.folded.delete(row.id); });
    this.rows[at].querySelector('details').open = true;
    this.rows[at].scrollIntoView({ block: 'center' });
  }

  // One pass: what lies below a folded row is hidden; while searching only what fits is shown.
  show() {
    const wanted = this.find.value.trim().toLowerCase();
    const searching = wanted !== '' || this.critical.checked;
    let foldedUntil = 0;
    let shown = 0;
    this.rows.forEach((row, i) => {
      const fits = (!this.critical.checked || row.classList.contains('critical')) && row.dataset.text.toLowerCase().includes(wanted);
      row.hidden = searching ? !fits : i < foldedUntil;
      shown += row.hidden ? 0 : 1;
      const folded = this.folded.has(row.id);
      if (folded && i >= foldedUntil) foldedUntil = this.ends[i];
      this.mark(row, i, folded && !searching);
    });
    this.count.textContent = shown === this.rows.length ? '' : shown.toLocaleString('en') + ' of ' + plural(this.rows.length, 'span');
    this.keepInTabOrder();
  }

  mark(row, i, folded) {
    const button = row.firstElementChild;
    if (!button.classList.contains('wf-fold') || row.hidden) return;
    row.classList.toggle('folded', folded);
    button.setAttribute('aria-expanded', String(!folded));
    button.setAttribute('aria-label', (folded ? 'Show ' : 'Hide ') + plural(this.below(i), 'span') + ' below');
    button.title = button.getAttribute('aria-label') + (folded ? ' (→)' : ' (←)');
    row.querySelector('summary').setAttribute('aria-expanded', String(!folded));
  }

  // One row is in the order of Tab; the arrows move on from it.
  current(target) {
    const summary = target.closest('.wf-row summary[role]');
    if (!summary) return;
    this.element.querySelectorAll('summary[tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
    summary.tabIndex = 0;
  }

  keepInTabOrder() {
    const visible = this.rows.filter((row) => !row.hidden);
    if (!visible.length || visible.some((row) => row.querySelector('summary').tabIndex === 0)) return;
    visible[0].querySelector('summary').tabIndex = 0;
  }

  key(event) {
    const row = event.target.matches('summary[role]') && event.target.closest('.wf-row');
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const i = this.rows.indexOf(row);
    const steps = { ArrowDown: () => this.move(i, 1), ArrowUp: () => this.move(i, -1), ArrowLeft: () => this.left(i), ArrowRight: () => this.right(i), Home: () => this.move(-1, 1), End: () => this.move(this.rows.length, -1) };
    if (!steps[event.key]) return;
    event.preventDefault();
    steps[event.key]();
  }

  focus(i) { this.rows[i].querySelector('summary').focus(); }

  move(from, by) {
    let i = from + by;
    while (this.rows[i] && this.rows[i].hidden) i += by;
    if (this.rows[i]) this.focus(i);
  }

  left(i) {
    if (this.below(i) && !this.folded.has(this.rows[i].id)) { this.toggle(i); return; }
    for (let up = i - 1; up >= 0; up--) if (this.depths[up] < this.depths[i]) { this.focus(up); return; }
  }

  right(i) {
    if (this.folded.has(this.rows[i].id)) this.toggle(i);
    else if (this.below(i)) this.move(i, 1);
  }
}

// Brings the waterfall below the root to life.
export const waterfall = (root) => {
  const element = root.querySelector('.waterfall');
  if (element) new Waterfall(element, element.closest('.card'));
};
