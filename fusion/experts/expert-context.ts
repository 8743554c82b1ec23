import type { Catalog } from './catalog.ts';

/** What a stored expert needs to come back. */
export interface ExpertContext {
  readonly catalog: Catalog;
}
