// Light or dark: as the reader's system has it, unless he chooses; light on paper.

import { el } from './dom.js';

const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();
let chosen = '';

function put(theme) {
  if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
}

const tell = () => { for (const listener of listeners) listener(); };

dark.addEventListener('change', tell);

/** Whether the page is dark now. */
export function isDark() { return (document.documentElement.dataset.theme || (dark.matches ? 'dark' : 'light')) === 'dark'; }

/** Calls a function when colours or the width of the page have changed, so that it draws anew. */
export function whenRedrawn(listener) { listeners.add(listener); }

/** A button that changes between the two. */
export function themeButton() {
  return el('button', { type: 'button', className: 'screen', 'aria-label': 'dark or light', onclick: () => {
    chosen = (chosen || (dark.matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark';
    put(chosen);
    tell();
  } }, '\u25d0');
}

// paper is white and as wide as it is: what is drawn is drawn anew for it
addEventListener('beforeprint', () => { put('light'); document.body.classList.add('printing'); tell(); });
addEventListener('afterprint', () => { put(chosen); document.body.classList.remove('printing'); tell(); });
