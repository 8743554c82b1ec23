import type { Json } from './json.ts';

/** What stands in the place of a value in a document's form. */
export type Leaf = string | number | boolean | null;

/** A shape that was found is one object, however often it comes. */
export interface Shape<Found> {
  /** What is kept of it; undefined where nothing is yet. */
  found: Found | undefined;
}

/** How documents of one shape begin: what comes next leads to a further node. */
class Node<Found> implements Shape<Found> {
  found: Found | undefined = undefined;
  /** Most beginnings go on in one way. */
  #next: unknown = undefined;
  #child: Node<Found> | undefined = undefined;
  #others: Map<unknown, Node<Found>> | undefined = undefined;

  after(token: unknown): Node<Found> | undefined {
    return token === this.#next ? this.#child : this.#others?.get(token);
  }

  add(token: unknown, child: Node<Found>): void {
    if (this.#child === undefined) {
      this.#next = token;
      this.#child = child;
      return;
    }
    this.#others ??= new Map();
    this.#others.set(token, child);
  }
}

const VALUE = Symbol('a value');
const OBJECT = Symbol('an object begins');
const ARRAY = Symbol('an array begins');
/** The next token is the key of an object or an array; any other key is one of a value. */
const NESTED = Symbol('something nested');
const END = Symbol('an object or an array ends');

/**
 * Tells documents apart by all but their values. To follow a document through a tree takes neither a text nor any
 * other new object, where most documents have a shape that came before.
 */
export class ShapeTree<Found> {
  readonly #root = new Node<Found>();
  readonly #sharedLists: ReadonlySet<string>;
  #left: number;

  /**
   * @param sharedLists keys under which lists of texts are a part of the shape
   * @param most nodes that are kept
   */
  constructor(sharedLists: ReadonlySet<string>, most: number) {
    this.#sharedLists = sharedLists;
    this.#left = most;
  }

  /** From here on no other shape is kept than those that there are. */
  keepNoMore(): void {
    this.#left = 0;
  }

  /** @param values where the document's values are added; null is given for one shape too many */
  shapeOf(document: Json, values: Leaf[]): Shape<Found> | null {
    return this.#follow(document, this.#root, values, false);
  }

  #follow(
    value: Json | undefined,
    from: Node<Found>,
    values: Leaf[],
    isShared: boolean,
  ): Node<Found> | null {
    if (value === null || value === undefined || typeof value !== 'object') {
      values.push(value ?? null);
      return this.#step(from, VALUE);
    }
    if (Array.isArray(value)) {
      const list = isShared ? textOfList(value) : null;
      // Where a list may stand no other text does.
      if (list !== null) return this.#step(from, list);
      let node = this.#step(from, ARRAY);
      for (let at = 0; at < value.length && node !== null; at += 1) {
        node = this.#follow(value[at], node, values, false);
      }
      return node && this.#step(node, END);
    }
    let node = this.#step(from, OBJECT);
    for (const key in value) {
      const part = (value as Record<string, Json | undefined>)[key];
      // JSON leaves it out.
      if (part === undefined) continue;
      if (node === null) return null;
      if (part === null || typeof part !== 'object') {
        values.push(part);
        node = this.#step(node, key);
        continue;
      }
      node = this.#step(node, NESTED);
      node &&= this.#step(node, key);
      node &&= this.#follow(part, node, values, this.#sharedLists.has(key));
    }
    return node && this.#step(node, END);
  }

  #step(from: Node<Found>, token: unknown): Node<Found> | null {
    const known = from.after(token);
    if (known !== undefined) return known;
    if (this.#left === 0) return null;
    this.#left -= 1;
    const child = new Node<Found>();
    from.add(token, child);
    return child;
  }
}

/** Of lists that nobody can change: the same comes again and again. */
const texts = new WeakMap<readonly Json[], string>();

/** A list of texts as JSON; null where something else is in it. */
export function textOfList(list: readonly Json[]): string | null {
  const known = texts.get(list);
  if (known !== undefined) return known;
  if (!list.every((part) => typeof part === 'string')) return null;
  const text = JSON.stringify(list);
  if (Object.isFrozen(list)) texts.set(list, text);
  return text;
}
