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
    const shape = formOf(document, values, this.#sharedLists);
    const form = shape.length < SHORTEST_FORM ? null : this.#form(shape, place);
    if (form === null) return { text: checkJson(document, place), form };
    return { text: MARK + form.id + checkedValues(document, values, place), form };
  }

  #form(text: string, place: string): DocumentForm | null {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= this.#most) return null;
    const hash = createHash('sha256').update(checkJsonText(text, place)).digest('base64url');
    const form = { id: hash.slice(0, ID_LENGTH), text };
    this.#known.set(text, form);
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

function formOf(
  value: Json | undefined,
  values: Leaf[],
  sharedLists: ReadonlySet<string>,
  isShared = false,
): string {
  if (value === null || value === undefined || typeof value !== 'object') {
    values.push(value ?? null);
    return HOLE;
  }
  if (Array.isArray(value)) {
    const names = isShared ? namesOf(value) : null;
    if (names !== null) return names;
    let text = '[';
    for (let at = 0; at < value.length; at += 1) {
      text += (at === 0 ? '' : ',') + formOf(value[at], values, sharedLists);
    }
    return `${text}]`;
  }
  let text = '';
  for (const key in value) {
    const part = (value as Record<string, Json | undefined>)[key];
    // JSON leaves it out.
    if (part === undefined) continue;
    text += `${text === '' ? '' : ','}${quoted(key)}:${formOf(part, values, sharedLists, sharedLists.has(key))}`;
  }
  return `{${text}}`;
}

/** Keys and lists are few, and to write one anew for each document takes most of the time. */
const MOST_KEPT = 1_000;
const keys = new Map<string, string>();
const lists = new Map<string, { readonly names: readonly Json[]; readonly text: string }>();

function quoted(key: string): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (keys.size < MOST_KEPT) keys.set(key, text);
  return text;
}

/** A list of texts as JSON; null where something else is in it. */
function namesOf(list: readonly Json[]): string | null {
  const place = `${list.length} ${list[0]}`;
  const known = lists.get(place);
  const isKnown =
    known?.names.length === list.length && known.names.every((name, at) => name === list[at]);
  if (known !== undefined && isKnown) return known.text;
  if (!list.every((part) => typeof part === 'string')) return null;
  const text = JSON.stringify(list);
  if (lists.size < MOST_KEPT || known !== undefined) lists.set(place, { names: [...list], text });
  return text;
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
