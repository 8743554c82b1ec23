import { createHash } from 'node:crypto';
import type { Json } from './json.ts';
import { checkJson, checkJsonText } from './values.ts';

/** What is written in place of a value: the next one of the document's own. */
const HOLE = '0';
/** A shorter form is no shorter than what would stand for it. */
const SHORTEST_FORM = 120;
/** No JSON text begins so. */
const MARK = '~';
const ID_LENGTH = 22;

/** What many documents have in common: keys, lists of names, and where the values stand. */
export interface DocumentForm {
  /** A hash of the text: whoever makes the same form gives it the same id. */
  readonly id: string;
  readonly text: string;
}

/** A document that was taken apart. */
export interface FormedText {
  /** What stands in the row: the id of the form with the values, or the document as it is. */
  readonly text: string;
  /** Null where the document stands as it is. */
  readonly form: DocumentForm | null;
}

/**
 * Takes documents apart into a form, which few different ones share, and their own values. Three quarters
 * of a profile's text are names that stand in everybody's. A form outlives the people whose documents went by it:
 * nothing of a person is in it as long as neither keys nor the lists that are named as shared say anything of one.
 */
export class DocumentForms {
  readonly #known = new Map<string, DocumentForm>();
  readonly #sharedLists: ReadonlySet<string>;
  readonly #most: number;

  /**
   * @param sharedLists keys under which lists of texts are the same in many documents
   * @param most how many forms are told apart; whatever else comes stands as it is
   */
  constructor(sharedLists: readonly string[], most = 5_000) {
    this.#sharedLists = new Set(sharedLists);
    this.#most = most;
  }

  /** @throws {StoreValueError} for what cannot be stored as JSON */
  take(document: Json, place: string): FormedText {
    const values: Leaf[] = [];
    const shape = formOf(document, values, this.#sharedLists, SHORT);
    const form = this.#known.get(shape) ?? this.#make(shape, document, place);
    if (form === null) return { text: checkJson(document, place), form };
    return { text: MARK + form.id + checkedValues(document, values, place), form };
  }

  #make(shape: string, document: Json, place: string): DocumentForm | null {
    if (this.#known.size >= this.#most) return null;
    const text = formOf(document, [], this.#sharedLists, WHOLE);
    if (text.length < SHORTEST_FORM) return null;
    const hash = createHash('sha256').update(checkJsonText(text, place)).digest('base64url');
    const form = { id: hash.slice(0, ID_LENGTH), text };
    this.#known.set(shape, form);
    return form;
  }
}

/** The id of the form that a row's text goes by; null where the document stands as it is. */
export function formIdOf(text: string): string | null {
  return text.startsWith(MARK) ? text.slice(1, 1 + ID_LENGTH) : null;
}

/** Puts a document together again. @param form null where the text stands as it is */
export function documentOf(text: string, form: Json | null): Json {
  if (form === null) return JSON.parse(text) as Json;
  const values = JSON.parse(text.slice(1 + ID_LENGTH)) as Leaf[];
  let next = 0;
  const fill = (part: Json): Json => {
    if (typeof part === 'number') return values[next++]!;
    if (part === null || typeof part !== 'object') return part;
    if (Array.isArray(part)) return part.map(fill);
    const filled: Record<string, Json> = {};
    for (const key of Object.keys(part))
      set(filled, key, fill((part as Record<string, Json>)[key]!));
    return filled;
  };
  return fill(form);
}

/** An error names the value's place in the document, not among its values. */
function checkedValues(document: Json, values: readonly Leaf[], place: string): string {
  try {
    return checkJson(values, place);
  } catch (error) {
    checkJson(document, place);
    throw error;
  }
}

type Leaf = string | number | boolean | null;

/** How a shared list is written: by a name within this process, as which a form is looked up, or as it is. */
type ListText = (list: KnownList) => string;
const SHORT: ListText = ({ name }) => name;
const WHOLE: ListText = ({ text }) => text;

function formOf(
  value: Json | undefined,
  values: Leaf[],
  sharedLists: ReadonlySet<string>,
  listText: ListText,
  isShared = false,
): string {
  if (value === null || value === undefined || typeof value !== 'object') {
    values.push(value ?? null);
    return HOLE;
  }
  if (Array.isArray(value)) {
    const list = isShared ? knownList(value) : null;
    if (list !== null) return listText(list);
    let text = '[';
    for (let at = 0; at < value.length; at += 1) {
      text += (at === 0 ? '' : ',') + formOf(value[at], values, sharedLists, listText);
    }
    return `${text}]`;
  }
  let text = '{';
  for (const key in value) {
    const part = (value as Record<string, Json | undefined>)[key];
    // JSON leaves it out.
    if (part === undefined) continue;
    const known = keyText(key);
    const isFirst = text === '{';
    if (typeof part !== 'object' || part === null) {
      values.push(part);
      text += isFirst ? known.firstHole : known.furtherHole;
      continue;
    }
    text += isFirst ? known.first : known.further;
    text += formOf(part, values, sharedLists, listText, sharedLists.has(key));
  }
  return `${text}}`;
}

/** How a key is written as the first one of an object, and as a further one; also with a hole behind it. */
interface KeyText {
  readonly first: string;
  readonly further: string;
  readonly firstHole: string;
  readonly furtherHole: string;
}

/** Keys are few, and to write one anew for each document takes most of the time. */
const MOST_KEPT = 1_000;
const keys = new Map<string, KeyText>();

function keyText(key: string): KeyText {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const first = `${JSON.stringify(key)}:`;
  const further = `,${first}`;
  const text = { first, further, firstHole: first + HOLE, furtherHole: further + HOLE };
  if (keys.size < MOST_KEPT) keys.set(key, text);
  return text;
}

interface KnownList {
  /** No part of a form is written so. */
  readonly name: string;
  readonly text: string;
}

/** By their text, and by themselves where nobody can change them: the same list comes again and again. */
const lists = new Map<string, KnownList>();
const listsThemselves = new WeakMap<readonly Json[], KnownList>();

/** A list of texts; null where something else is in it. */
function knownList(list: readonly Json[]): KnownList | null {
  const seen = listsThemselves.get(list);
  if (seen !== undefined) return seen;
  if (!list.every((part) => typeof part === 'string')) return null;
  const text = JSON.stringify(list);
  const known = lists.get(text) ?? keptList(text);
  if (Object.isFrozen(list)) listsThemselves.set(list, known);
  return known;
}

/** Where there are many already it goes by its whole text. */
function keptList(text: string): KnownList {
  if (lists.size >= MOST_KEPT) return { name: text, text };
  const list = { name: `@${lists.size}`, text };
  lists.set(text, list);
  return list;
}

/** Also a key that an assignment would take for the object's prototype. */
function set(object: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
}
