import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '../../store/index.ts';

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** An event with everything filled in; the id follows from what identifies the version. */
export function newEvent(fields: Partial<NewEvent> = {}): NewEvent {
  const event = {
    userId: 'u_one',
    sourceId: 'shop',
    stream: 'clicks',
    recordKey: 'r1',
    part: 0,
    version: '',
    modality: 'browsing',
    type: 'view',
    at: 1_700_000_000_000,
    itemId: 'i1',
    otherUserId: null,
    value: null,
    attributes: {},
    deleted: false,
    ...fields,
  };
  const { value, attributes, deleted, at } = event;
  const contentHash =
    fields.contentHash ?? sha256(JSON.stringify([value, attributes, deleted, at]));
  const { sourceId, stream, recordKey, part, version } = event;
  const id = sha256(JSON.stringify([sourceId, stream, recordKey, part, version, contentHash]));
  return { ...event, contentHash, id: fields.id ?? id };
}

/** Collects what an async iterable yields. */
export async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of iterable) found.push(value);
  return found;
}

/**
 * Reads until there is as much as wanted: on a server that others use as well, the feeds wait for
 * every transaction that runs anywhere on it.
 */
export async function readUntil<T>(read: () => Promise<T[]>, length: number): Promise<T[]> {
  for (let round = 0; ; round += 1) {
    const found = await read();
    if (found.length >= length || round === 200) return found;
    await sleep(10);
  }
}
