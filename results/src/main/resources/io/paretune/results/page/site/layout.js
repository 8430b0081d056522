// How views lie on the page: one at a time, or, in a report, all below each other.

import { el, replace } from './dom.js';

/** One view at a time, made when it is first looked at. */
export class Tabs {
  constructor(host, views) {
    this.host = host;
    this.views = views;
    this.made = new Map();
  }

  show(name) {
    if (!this.made.has(name)) this.made.set(name, this.views.find(view => view.name === name).make());
    this.view = this.made.get(name);
    replace(this.host, this.view.node);
    this.view.refresh();
  }

  refresh() { if (this.view) this.view.refresh(); }
}

/** All views below each other; a view's name leads to its place. */
export class Sheet {
  constructor(host, views) {
    this.host = host;
    this.views = views;
    this.parts = new Map();
  }

  async show(name, asked) {
    if (this.parts.size === 0) await this.fill();
    if (asked) this.parts.get(name).scrollIntoView();
  }

  async fill() {
    const made = this.views.map(view => [view, view.make()]);
    for (const [{ name, title }, view] of made) this.parts.set(name, el('section', { className: 'part ' + name, id: 'part-' + name, 'aria-label': title }, view.node));
    replace(this.host, [...this.parts.values()]);
    for (const [, view] of made) await view.refresh();
    this.host.dataset.filled = 'true';
  }

  refresh() {}
}
