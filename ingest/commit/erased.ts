import type { Store } from '../../store/index.ts';
import type { CheckedPart } from '../validate/checked.ts';
import type { LetterContent } from './letter.ts';
import type { PreparedRecord, Rejected } from './prepared.ts';

type ExternalIds = readonly { readonly kind: string; readonly value: string }[];

/**
 * Leaves out what speaks of people who were erased, and events that lead to them: a source goes on
 * telling of them for as long as it likes.
 * @returns how many events were left out beside what is kept
 */
export async function withoutErased(
  store: Store,
  records: readonly PreparedRecord[],
): Promise<{ readonly records: readonly PreparedRecord[]; readonly erased: number }> {
  if (!(await store.erasures.any())) return { records, erased: 0 };
  const ids = new Map<string, ExternalIds[number]>();
  for (const { parts, retracted } of records) {
    for (const part of [...parts, ...retracted]) {
      for (const id of idsOf(part)) ids.set(keyOf(id), id);
    }
  }
  const found = await store.erasures.among([...ids.values()].map((externalId) => ({ externalId })));
  if (found.size === 0) return { records, erased: 0 };
  const keys = [...ids.keys()];
  const gone = new Set([...found.keys()].map((place) => keys[place]!));
  const isKept = (part: CheckedPart) => !idsOf(part).some((id) => gone.has(keyOf(id)));
  let erased = 0;
  const kept = records.map((record) => {
    const parts = record.parts.filter(isKept);
    erased += record.parts.filter((part) => part.kind === 'event' && !isKept(part)).length;
    return { ...record, parts, retracted: record.retracted.filter(isKept) };
  });
  return { records: kept, erased };
}

/** Empties letters in which a value is the id of somebody who was erased; that they came stays to be seen. */
export async function lettersOfLiving(
  store: Store,
  letters: readonly Rejected[],
): Promise<readonly Rejected[]> {
  if (!(await store.erasures.any())) return letters;
  const values = letters.map((letter) => [...new Set(valuesIn(letter))]);
  const all = values.flatMap((some, letter) => some.map((value) => ({ letter, value })));
  const found = await store.erasures.among(all.map(({ value }) => ({ value })));
  const emptied = new Set([...found.keys()].map((place) => all[place]!.letter));
  return letters.map((letter, place) => (emptied.has(place) ? { ...letter, ...EMPTY } : letter));
}

const EMPTY: Pick<Rejected, 'recordKey' | 'position' | 'message' | 'content'> = {
  recordKey: null,
  position: null,
  message: 'It names somebody who was erased; nothing that it held is kept.',
  content: { kind: 'raw', raw: '' },
};

function idsOf(part: CheckedPart): ExternalIds {
  if (part.kind === 'item') return [];
  return part.kind === 'event' && part.other !== null ? [...part.user, ...part.other] : part.user;
}

function keyOf({ kind, value }: ExternalIds[number]): string {
  return `${kind}\0${value}`;
}

/** Every text and number in a letter; of what could not be taken apart, every word. */
function valuesIn({ recordKey, content }: Rejected): string[] {
  const values = recordKey === null ? [] : [recordKey];
  if (content.kind === 'raw') return [...values, ...wordsIn(content.raw)];
  collect(content as Exclude<LetterContent, { kind: 'raw' }>, values);
  return values;
}

function wordsIn(raw: string): string[] {
  return raw.split(/[\s,;|"'<>{}[\]()=]+/).filter((word) => word !== '');
}

function collect(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value);
  else if (typeof value === 'number') into.push(String(value));
  else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) collect(member, into);
  }
}
