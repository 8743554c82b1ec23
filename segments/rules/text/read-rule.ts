import { CONDITION_NAMES } from '../conditions/index.ts';
import type { ConditionName } from '../rule.ts';
import { RuleError } from '../rule-error.ts';
import { type Fields, readOnce } from './clauses.ts';
import { conditionTexts } from './condition-texts.ts';
import { Cursor } from './cursor.ts';
import { type Position, placeOf } from './tokens.ts';

/** A rule's JSON form as it was read, not yet checked, with where its parts stand in the text. */
export interface ReadText {
  readonly json: unknown;
  /** By the object of each rule within the rule. */
  readonly positions: ReadonlyMap<unknown, Position>;
}

/** Deeper texts are refused before they exhaust the stack; the check of the tree allows far less. */
const DEEPEST = 200;

/**
 * Reads a rule that is written as text; docs/segments.md has the grammar.
 * @throws {RuleError} with line, column, what was expected and the nearest word
 */
export function readRuleText(source: string): ReadText {
  const reader = new RuleReader(source);
  return { json: reader.whole(), positions: reader.positions };
}

class RuleReader {
  readonly positions = new Map<unknown, Position>();
  readonly #cursor: Cursor;
  readonly #texts = conditionTexts({ read: () => this.#group(), print: String });
  #depth = 0;

  constructor(source: string) {
    this.#cursor = new Cursor(source);
  }

  whole(): unknown {
    const rule = this.#any();
    this.#cursor.expectEnd();
    return rule;
  }

  #any(): unknown {
    return this.#joined('or', 'any', () => this.#all());
  }

  #all(): unknown {
    return this.#joined('and', 'all', () => this.#single());
  }

  #joined(word: string, key: string, part: () => unknown): unknown {
    const { position } = this.#cursor;
    const parts = [part()];
    while (this.#cursor.accept(word)) parts.push(part());
    return parts.length === 1 ? parts[0] : this.#at(position, { [key]: parts });
  }

  #single(): unknown {
    const { position } = this.#cursor;
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw tooDeep(position);
    try {
      if (this.#cursor.accept('not')) return this.#at(position, { not: this.#single() });
      const list = this.#cursor.acceptOneOf(['all', 'any']);
      if (list !== null) return this.#at(position, { [list]: this.#list() });
      const name = this.#cursor.acceptOneOf(CONDITION_NAMES);
      if (name !== null) return this.#at(position, { [name]: this.#condition(name) });
      return this.#group();
    } finally {
      this.#depth -= 1;
    }
  }

  #list(): unknown[] {
    this.#cursor.expect('(');
    const parts = [this.#any()];
    while (this.#cursor.accept(',')) parts.push(this.#any());
    this.#cursor.expect(')');
    return parts;
  }

  #group(): unknown {
    this.#cursor.expect('(');
    const rule = this.#any();
    this.#cursor.expect(')');
    return rule;
  }

  #condition(name: ConditionName): Fields {
    const { head, rest } = this.#texts[name];
    let fields: Fields = {};
    for (const clause of head) {
      fields = { ...fields, ...(clause.read(this.#cursor) ?? this.#cursor.fail()) };
    }
    for (;;) {
      const found = readOnce(this.#cursor, rest, fields);
      if (found === null) return fields;
      fields = { ...fields, ...found };
    }
  }

  #at(position: Position, rule: unknown): unknown {
    this.positions.set(rule, position);
    return rule;
  }
}

function tooDeep(position: Position): RuleError {
  const message = `is nested more than ${DEEPEST} deep; split it into segments`;
  return new RuleError([{ path: placeOf(position), message, suggestion: null }]);
}

/** A path within the rule with the place in the text of the condition that it leads to. */
export function pathInText({ json, positions }: ReadText, path: string): string {
  let part = json;
  let position = positions.get(part);
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    part = (part as Fields | undefined)?.[step];
    position = positions.get(part) ?? position;
  }
  if (position === undefined) return path;
  return path === '' ? placeOf(position) : `${placeOf(position)} (${path})`;
}
