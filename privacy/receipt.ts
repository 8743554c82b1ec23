import type { ErasedPlace, Json } from '../store/index.ts';

/** Something that many users have made together, which cannot be taken apart again. */
export interface Remains {
  readonly what: 'MODEL_WEIGHTS' | 'SEGMENT_WEIGHTS' | 'UNREADABLE_MODEL';
  /** The id of the model or of the segment. */
  readonly id: string;
  readonly version: number;
  /** Why it stays, and when it goes. */
  readonly why: string;
}

/** What was taken away of a user. It holds no id and nothing else of the person. */
export interface ErasureReceipt {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly erasedAt: number;
  /** True where nothing was changed. */
  readonly dryRun: boolean;
  /** True where the user had been erased before: the receipt is the one of then. */
  readonly again: boolean;
  /** Every place that was looked at, also those where nothing was. */
  readonly places: readonly ErasedPlace[];
  /** Other users whose profiles and memberships are made anew without the person. */
  readonly neighbours: number;
  /** Segments that others are told the person left. */
  readonly left: number;
  /** When at the latest the bare id goes that they are told by. */
  readonly toldUntil: number;
  readonly remains: readonly Remains[];
}

type Kept = Omit<ErasureReceipt, 'id' | 'erasedAt' | 'dryRun' | 'again'>;

/** A receipt as it is stored. */
export function receiptToJson({ places, neighbours, left, toldUntil, remains }: Kept): Json {
  return { places, neighbours, left, toldUntil, remains } as unknown as Json;
}

/** A receipt that was stored by `receiptToJson`. */
export function receiptFromJson(json: Json): Kept {
  return json as unknown as Kept;
}
