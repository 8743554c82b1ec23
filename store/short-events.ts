import type { PlainEvent } from './current-history.ts';

const HASH = /^[0-9a-f]{64}$/;
const HASH_BYTES = 32;
/** What a text takes beside its characters. */
const TEXT_CHARACTERS = 20;
/** Shops have tens; of more than this the words are written out. */
const MOST_KINDS = 1_000;

/** What stands for one event; what is null or empty at the end is left out. */
type Short = [
  /** 0 where it is the next of the hashes. */
  id: string | 0,
  /** The number of its modality and type, or these. */
  kind: number | readonly [modality: string, type: string],
  at: number,
  itemId?: string | null,
  otherUserId?: string | null,
  value?: number | null,
  attributes?: PlainEvent['attributes'],
];

/**
 * The events of one user in little more than half of the characters that the database's text has: memory for
 * histories is what decides how many events wait for the database. Attributes are given back in the order in
 * which `jsonb` holds them.
 */
export class ShortEvents {
  /** JSON lists with commas between: joined only when somebody reads them, and kept so. */
  #texts: string[] = [];
  /** The bytes of hashes, a character each. */
  #hashes = '';
  #characters = 0;

  /** How many characters are kept, with what each text takes beside. */
  get characters(): number {
    return this.#characters;
  }

  /** Many at once are one text from the first. */
  add(...events: readonly PlainEvent[]): void {
    if (events.length === 0) return;
    const hashes: string[] = [];
    const texts = events.map((event) => {
      const isHash = HASH.test(event.id);
      if (isHash) hashes.push(event.id);
      return textOf(event, isHash);
    });
    const text = texts.length === 1 ? texts[0]! : texts.join();
    this.#texts.push(text);
    this.#hashes += Buffer.from(hashes.join(''), 'hex').toString('latin1');
    this.#characters += text.length + TEXT_CHARACTERS + hashes.length * HASH_BYTES;
  }

  /** In no order. */
  read(): PlainEvent[] {
    this.#join();
    const hashes = Buffer.from(this.#hashes, 'latin1').toString('hex');
    let next = 0;
    return (JSON.parse(`[${this.#texts.join()}]`) as Short[]).map(
      ([said, kind, at, itemId = null, otherUserId = null, value = null, attributes = {}]) => {
        if (said === 0) next += 2 * HASH_BYTES;
        const id = said === 0 ? hashes.slice(next - 2 * HASH_BYTES, next) : said;
        const [modality, type] = typeof kind === 'number' ? kinds.of(kind) : kind;
        return { id, modality, type, at, itemId, otherUserId, value, attributes };
      },
    );
  }

  /** Makes one text of all: millions of small ones take long to be looked through for what can be cleared away. */
  #join(): void {
    if (this.#texts.length < 2) return;
    this.#characters -= (this.#texts.length - 1) * (TEXT_CHARACTERS - 1);
    this.#texts = [this.#texts.join()];
  }
}

function textOf(event: PlainEvent, isHash: boolean): string {
  const { modality, type, at, itemId, otherUserId, value, attributes } = event;
  const start = [isHash ? 0 : event.id, kinds.number(modality, type) ?? [modality, type], at];
  const names = Object.keys(attributes);
  if (names.length === 0 && value === null) {
    if (otherUserId !== null) return JSON.stringify([...start, itemId, otherUserId]);
    return JSON.stringify(itemId === null ? start : [...start, itemId]);
  }
  const before = JSON.stringify([...start, itemId, otherUserId]).slice(0, -1);
  // JSON.stringify forgets the sign of a zero.
  const number = Object.is(value, -0) ? '-0' : JSON.stringify(value);
  if (names.length === 0) return `${before},${number}]`;
  const said =
    names.length < 2
      ? attributes
      : Object.fromEntries(inOrder(names).map((name) => [name, attributes[name]!]));
  return `${before},${number},${JSON.stringify(said)}]`;
}

const inOrder = (names: string[]) =>
  names
    .map((name) => Buffer.from(name))
    .sort((one, two) => one.length - two.length || Buffer.compare(one, two))
    .map(String);

/** Numbers for the pairs of modality and type that there are. */
class EventKinds {
  readonly #numbers = new Map<string, Map<string, number>>();
  readonly #all: (readonly [modality: string, type: string])[] = [];

  /** @returns null where there are too many */
  number(modality: string, type: string): number | null {
    const known = this.#numbers.get(modality)?.get(type);
    if (known !== undefined) return known;
    const number = this.#all.length;
    if (number === MOST_KINDS) return null;
    const own = this.#numbers.get(modality) ?? new Map<string, number>();
    this.#numbers.set(modality, own.set(type, number));
    this.#all.push([modality, type]);
    return number;
  }

  of(number: number): readonly [modality: string, type: string] {
    return this.#all[number]!;
  }
}

const kinds = new EventKinds();
