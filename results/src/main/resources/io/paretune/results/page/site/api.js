// Where answers come from: the server that sent this page, or, in a report, the page itself.

import { Kept } from './kept.js';
import { Server } from './server.js';

const kept = document.querySelectorAll('script.kept');
const source = kept.length > 0 ? new Kept(kept) : new Server();

/** Whether this page is a report: all views below each other, nothing that changes. */
export const isReport = source instanceof Kept;

export const json = path => source.json(path);
export const columns = path => source.columns(path);
export const library = name => source.library(name);
export const ask = (path, body) => source.ask(path, body);
export const showToken = token => source.showToken(token);
export const follow = (heard, connected) => source.follow(heard, connected);
