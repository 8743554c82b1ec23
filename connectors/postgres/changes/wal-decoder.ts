import { type Pgoutput, PgoutputPlugin } from 'pg-logical-replication';
import type { Lsn } from './lsn.ts';

/** A value as the server wrote it; undefined where it lies outside the row and was not changed. */
export type Tuple = Readonly<Record<string, string | null | undefined>>;

/** What the server sends while it replicates. */
export type WalItem =
  | { readonly kind: 'message'; readonly lsn: Lsn; readonly message: Pgoutput.Message }
  /** Everything up to `end` has been sent. */
  | { readonly kind: 'keepalive'; readonly end: Lsn; readonly wantsReply: boolean };

const WAL_DATA = 0x77;
const KEEPALIVE = 0x6b;
const HEADER_BYTES = 25;

/**
 * Decodes what arrives on a replicating connection (protocol version 1 of pgoutput). Values stay as
 * the server writes them: what a Date or a Number cannot hold would be lost.
 */
export class WalDecoder {
  readonly #plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: [] });

  /** Null for what is of another kind. */
  decode(chunk: Buffer): WalItem | null {
    const lsn = chunk.readBigUInt64BE(1);
    if (chunk[0] === KEEPALIVE) {
      return { kind: 'keepalive', end: lsn, wantsReply: chunk[17] === 1 };
    }
    if (chunk[0] !== WAL_DATA) return null;
    const message = this.#plugin.parse(chunk.subarray(HEADER_BYTES));
    if (message.tag === 'relation') {
      for (const column of message.columns) column.parser = (text: string) => text;
    }
    return { kind: 'message', lsn, message };
  }
}

const EPOCH_MICROSECONDS = BigInt(Date.UTC(2000, 0, 1)) * 1000n;

/** Tells the server what is stored for good and may be forgotten; `ping` asks it to answer. */
export function statusUpdate(stored: Lsn, now: number, ping: boolean): Buffer {
  const update = Buffer.alloc(34);
  update.write('r');
  for (const place of [1, 9, 17]) update.writeBigUInt64BE(stored, place);
  update.writeBigInt64BE(BigInt(now) * 1000n - EPOCH_MICROSECONDS, 25);
  update[33] = ping ? 1 : 0;
  return update;
}
