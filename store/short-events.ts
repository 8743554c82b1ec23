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
 * The events of one user in fewer characters than the database's text has, of views in little more than half of them: memory
 * for histories is what decides how many events wait for the database. Attributes are given back in the order in
 * which `jsonb` holds them.
 */
export class ShortEvents {
  /** JSON lists with commas between: joined only when somebody reads them, and kept so. */
  #texts: string[] = [];
  /** The bytes of hashes, a character each; joined likewise. */
  #hashes: string[] = [];
  #characters = 0;

  constructor(private readonly kinds: EventKinds) {}

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
      return this.#textOf(event, isHash);
    });
    this.#keep(this.#texts, texts.length === 1 ? texts[0]! : texts.join());
    if (hashes.length > 0) {
      this.#keep(this.#hashes, Buffer.from(hashes.join(''), 'hex').toString('latin1'));
    }
  }

  /** In no order. */
  read(): PlainEvent[] {
    this.#texts = this.#joined(this.#texts, ',');
    this.#hashes = this.#joined(this.#hashes, '');
    const hashes = Buffer.from(this.#hashes[0] ?? '', 'latin1').toString('hex');
    let next = 0;
    return (JSON.parse(`[${this.#texts[0] ?? ''}]`) as Short[]).map(
      ([given, kind, at, itemId = null, otherUserId = null, value = null, attributes = {}]) => {
        if (given === 0) next += 2 * HASH_BYTES;
        const id = given === 0 ? hashes.slice(next - 2 * HASH_BYTES, next) : given;
        const [modality, type] = typeof kind === 'number' ? this.kinds.of(kind) : kind;
        return { id, modality, type, at, itemId, otherUserId, value, attributes };
      },
    );
  }

  #keep(into: string[], text: string): void {
    into.push(text);
    this.#characters += text.length + TEXT_CHARACTERS;
  }

  /** Makes one text of all: millions of small ones take long to be looked through for what can be cleared away. */
  #joined(texts: string[], between: string): string[] {
    if (texts.length < 2) return texts;
    this.#characters -= (texts.length - 1) * (TEXT_CHARACTERS - between.length);
    return [texts.join(between)];
  }

  #textOf(event: PlainEvent, isHash: boolean): string {
    const { modality, type, at, itemId, otherUserId, value, attributes } = event;
    const kind = this.kinds.number(modality, type) ?? [modality, type];
    const start = [isHash ? 0 : event.id, kind, at];
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
        : Object.fromEntries(namesInOrder(names).map((name) => [name, attributes[name]!]));
    return `${before},${number},${JSON.stringify(said)}]`;
  }
}

const namesInOrder = (names: string[]) =>
  names
    .map((name) => Buffer.from(name))
    .sort((one, two) => one.length - two.length || Buffer.compare(one, two))
    .map(String);

/** Numbers for the pairs of modality and type that there are. */
export class EventKinds {
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
