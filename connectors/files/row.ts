import type { JsonObject } from '../contract/json.ts';

/** Where a row stands; `row` counts the rows of its file from 1, `line` is the line it begins on. */
interface Place {
  readonly row: number;
  readonly line: number;
  /** Whether it could be half a row: the file stops within it and may still be written. */
  readonly isProvisional: boolean;
}

/** A row as a format reader finds it. */
export type Row = Place &
  (
    | { readonly kind: 'record'; readonly data: JsonObject }
    | { readonly kind: 'reject'; readonly raw: string; readonly reason: string }
  );
