// The slider of a what-if form: sets the size in the unit of what is changed, and hides where there is none.
const SLIDES = {
  faster: { min: 1, max: 20, step: 0.5, usual: '2' },
  cached: { min: 0, max: 100, step: 5, usual: '80' },
};

const dressForm = (form) => {
  const kind = form.elements.kind;
  const size = form.elements.size;
  const range = form.querySelector('input[type=range]');
  const fit = () => {
    const slide = SLIDES[kind.value];
    size.closest('label').hidden = !slide && kind.value !== 'pool';
    range.closest('label').hidden = !slide;
    if (slide) Object.assign(range, slide, { value: size.value });
  };
  kind.addEventListener('change', () => {
    size.value = SLIDES[kind.value]?.usual || (kind.value === 'pool' ? '2..12' : '');
    fit();
  });
  // A slider's change asks by itself, for it bubbles to the form.
  range.addEventListener('input', () => { size.value = range.value; });
  size.addEventListener('input', fit);
  fit();
};

export const whatIf = (root) => root.querySelectorAll('form.what-if').forEach(dressForm);
