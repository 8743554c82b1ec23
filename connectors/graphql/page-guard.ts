import { ConnectorFatalError } from '../contract/errors.ts';
import type { Page } from './page.ts';

const EMPTY_PAGES = 50;

/**
 * Ends a read that would never end by itself: a cursor that stands still or comes round again, the
 * same page for every cursor, or empty pages without end. Circles are found by Brent's method, which
 * remembers one cursor only.
 */
export class PageGuard {
  readonly #stream: string;
  #remembered: string | null;
  #steps = 0;
  #power = 1;
  #emptyPages = 0;
  #lastPage = '';

  constructor(stream: string, firstCursor: string | null) {
    this.#stream = stream;
    this.#remembered = firstCursor;
  }

  /** @throws {ConnectorFatalError} where another page would lead nowhere */
  check({ nodes, next }: Page): void {
    if (next === null) return;
    if (next === this.#remembered) this.#stop('the cursor does not move on: it is one seen before');
    const page = JSON.stringify([nodes.at(0)?.data, nodes.at(-1)?.data, nodes.length]);
    if (nodes.length > 0 && page === this.#lastPage) {
      this.#stop('two pages hold the same records: it seems to ignore the cursor');
    }
    this.#lastPage = page;
    this.#emptyPages = nodes.length === 0 ? this.#emptyPages + 1 : 0;
    if (this.#emptyPages >= EMPTY_PAGES) {
      this.#stop(`${EMPTY_PAGES} pages in a row were empty, with more said to follow`);
    }
    this.#steps += 1;
    if (this.#steps < this.#power && this.#remembered !== null) return;
    this.#remembered = next;
    this.#power *= 2;
    this.#steps = 0;
  }

  #stop(what: string): never {
    throw new ConnectorFatalError(
      `Stream "${this.#stream}": the API's pages have no end: ${what}. Is the variable of the cursor used in the query (after: $after)?`,
    );
  }
}
