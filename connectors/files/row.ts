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

/** How much of a bad row is kept for a person to look at. */
export const RAW_CHARACTERS = 2_000;

/** The part of a bad row that is kept, as text that every store can hold. */
export function shownRaw(text: string): string {
  return text.slice(0, RAW_CHARACTERS).replaceAll('\0', '\u2400').toWellFormed();
}
