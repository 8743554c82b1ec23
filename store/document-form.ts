import { createHash } from 'node:crypto';
import type { Json } from './json.ts';
import { type Leaf, ShapeTree, textOfList } from './shape-tree.ts';
import { checkJson, checkJsonText } from './values.ts';

/** What is written in place of a value: the next one of the document's own. */
const HOLE = '0';
/** A shorter form is no shorter than what would stand for it. */
const SHORTEST_FORM = 120;
/** Beginnings of shapes that are told apart, some 100 bytes each. */
const MOST_NODES = 200_000;
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
  /** Null for a shape that is too short to be worth a form. */
  readonly #shapes: ShapeTree<DocumentForm | null>;
  readonly #sharedLists: ReadonlySet<string>;
  #left: number;

  /**
   * @param sharedLists keys under which lists of texts are the same in many documents
   * @param most how many forms are told apart; whatever else comes stands as it is
   */
  constructor(sharedLists: readonly string[], most = 5_000) {
    this.#sharedLists = new Set(sharedLists);
    this.#shapes = new ShapeTree(this.#sharedLists, MOST_NODES);
    this.#left = most;
  }

  /** @throws {StoreValueError} for what cannot be stored as JSON */
  take(document: Json, place: string): FormedText {
    const values: Leaf[] = [];
    const shape = this.#shapes.shapeOf(document, values);
    if (shape !== null && shape.found === undefined && this.#left > 0) {
      shape.found = this.#make(document, place);
    }
    const form = shape?.found ?? null;
    if (form === null) return { text: checkJson(document, place), form };
    return { text: MARK + form.id + checkedValues(document, values, place), form };
  }

  #make(document: Json, place: string): DocumentForm | null {
    const text = formOf(document, this.#sharedLists);
    if (text.length < SHORTEST_FORM) return null;
    this.#left -= 1;
    if (this.#left === 0) this.#shapes.keepNoMore();
    const hash = createHash('sha256').update(checkJsonText(text, place)).digest('base64url');
    return { id: hash.slice(0, ID_LENGTH), text };
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

/** The form of a document as text. */
function formOf(
  value: Json | undefined,
  sharedLists: ReadonlySet<string>,
  isShared = false,
): string {
  if (value === null || value === undefined || typeof value !== 'object') return HOLE;
  if (Array.isArray(value)) {
    const list = isShared ? textOfList(value) : null;
    return list ?? `[${value.map((part) => formOf(part, sharedLists)).join()}]`;
  }
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(
      ([key, part]) => `${JSON.stringify(key)}:${formOf(part, sharedLists, sharedLists.has(key))}`,
    );
  return `{${parts.join()}}`;
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
