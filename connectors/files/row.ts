import type { JsonObject } from '../contract/json.ts';

/** A row as a format reader finds it; `row` counts from 1 within its file. */
export type Row =
  | {
      readonly kind: 'record';
      readonly row: number;
      readonly line: number;
      readonly data: JsonObject;
    }
  | {
      readonly kind: 'reject';
      readonly row: number;
      readonly line: number;
      readonly raw: string;
      readonly reason: string;
    };

/** How much of a bad row is kept for a person to look at. */
export const RAW_CHARACTERS = 2_000;
