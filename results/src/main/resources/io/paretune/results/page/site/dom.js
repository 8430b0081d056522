// Elements, made without markup: text stays text, whatever a study's names hold.

/** An element with properties (on... are listeners, data-... and aria-... attributes) and children. */
export function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name.includes('-') || name === 'role' || name === 'for') node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return node;
}

/** A select of [value, text] pairs. */
export function select(label, options, value, changed) {
  const box = el('select', { onchange: event => changed(event.target.value) });
  for (const [id, text] of options) box.append(new Option(text, id, id === value, id === value));
  return el('label', { className: 'field' }, label, box);
}

/** A check box with its words. */
export function check(label, value, changed) {
  return el('label', { className: 'check' },
    el('input', { type: 'checkbox', checked: value, onchange: event => changed(event.target.checked) }), label);
}

/** A button that copies a text, and says so. */
export function copyButton(text, what) {
  const button = el('button', { type: 'button', onclick: () => {
    navigator.clipboard.writeText(text).then(() => { button.textContent = 'copied'; },
      () => { button.textContent = 'select and copy it'; });
    setTimeout(() => { button.textContent = what; }, 1500);
  } }, what);
  return button;
}

/** The value of a colour of the style sheet. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** Calls a function once a frame at most, with the newest arguments. */
export function perFrame(work) {
  let waiting = null;
  return (...given) => {
    if (!waiting) requestAnimationFrame(() => { const now = waiting; waiting = null; work(...now); });
    waiting = given;
  };
}
