import { nearestName } from '../../nearest-name.ts';
import { RuleError } from '../rule-error.ts';
import { type Position, placeOf, type Token, tokensOf } from './tokens.ts';

const FIXED: readonly Token['kind'][] = ['word', 'keyword', 'symbol'];

/**
 * Reads tokens one after the other. Whatever is asked for and is not there is kept as expected, so
 * that an error can say all that could have stood at its place.
 */
export class Cursor {
  readonly #tokens: readonly Token[];
  #index = 0;
  #words = new Set<string>();
  #others = new Set<string>();

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  get position(): Position {
    return this.#tokens[this.#index].position;
  }

  /** Steps over words or symbols if all of them come next. */
  accept(...texts: readonly string[]): boolean {
    const found = texts.every((text, ahead) => this.#isFixed(ahead, text));
    if (!found) this.#words.add(texts[0]);
    else if (texts.length > 0) this.#advance(texts.length);
    return found;
  }

  /** Steps over a word or a symbol that has to come next. */
  expect(text: string): void {
    if (!this.accept(text)) this.fail();
  }

  /** The one of the words that comes next; null where none does. */
  acceptOneOf<Word extends string>(words: readonly Word[]): Word | null {
    return words.find((word) => this.accept(word)) ?? null;
  }

  /** The next token if it is of one of the kinds. */
  acceptKind(what: string, ...kinds: readonly Token['kind'][]): Token | null {
    const token = this.#tokens[this.#index];
    if (kinds.includes(token.kind)) {
      this.#advance(1);
      return token;
    }
    this.#others.add(what);
    return null;
  }

  /** The next token, which has to be of one of the kinds. */
  expectKind(what: string, ...kinds: readonly Token['kind'][]): Token {
    return this.acceptKind(what, ...kinds) ?? this.fail();
  }

  /** Whether the token after the next is a certain word. */
  isSecond(word: string): boolean {
    return this.#isFixed(1, word);
  }

  /** @throws {RuleError} unless everything has been read */
  expectEnd(): void {
    if (this.acceptKind('the end', 'end') === null) this.fail();
  }

  /** @throws {RuleError} always: with the place, what was expected, and the nearest word */
  fail(): never {
    const { kind, text, position } = this.#tokens[this.#index];
    const found = kind === 'end' ? 'the end of the rule' : quoted(text, kind);
    const hint =
      kind === 'keyword' && this.#others.has('a name') ? '; as a name it stands in quotes' : '';
    const fixed = [...this.#words].map((word) => `"${word}"`);
    const expected = [...this.#others, ...fixed];
    const message = `expected ${listOf(expected)}, found ${found}${hint}`;
    const misspelt = (kind === 'word' || kind === 'keyword') && text.length > 1;
    const suggestion = misspelt ? nearestName(text, this.#words) : null;
    throw new RuleError([{ path: placeOf(position), message, suggestion }]);
  }

  #isFixed(ahead: number, text: string): boolean {
    const token = this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)];
    return token.text === text && FIXED.includes(token.kind);
  }

  #advance(count: number): void {
    this.#index = Math.min(this.#index + count, this.#tokens.length - 1);
    this.#words = new Set();
    this.#others = new Set();
  }
}

function quoted(text: string, kind: Token['kind']): string {
  return kind === 'text' ? 'a quoted text' : `"${text}"`;
}

function listOf(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}
