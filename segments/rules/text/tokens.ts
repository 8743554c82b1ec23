import { RuleError } from '../rule-error.ts';

/** The smallest parts of a rule's text. */
export interface Token {
  readonly kind: 'word' | 'keyword' | 'text' | 'number' | 'clock' | 'symbol' | 'end';
  /** As written; for quoted text, what is between the quotes. */
  readonly text: string;
  readonly position: Position;
}

/** Both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Words that say something in the grammar; names that are spelt so stand in quotes. */
const KEYWORDS = new Set(
  (
    'all and any around as between by confidence exactly from gap in is known missing not null of ' +
    'on or same then to true false unknown who within without'
  ).split(' '),
);
const WORD = /[\p{L}_][\p{L}\p{N}_-]*/u;
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['clock', /\d\d:\d\d/],
  ['number', /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/],
  ['word', WORD],
  ['text', /"(?:[^"\\\n]|\\.)*"/],
  ['symbol', />=|<=|[()[\].,=]/],
];
const STICKY = PATTERNS.map(([kind, { source }]) => [kind, new RegExp(source, 'uy')] as const);
const WHOLE_WORD = new RegExp(`^${WORD.source}$`, 'u');

/** Whether a name can stand without quotes. */
export function isPlainName(name: string): boolean {
  return WHOLE_WORD.test(name) && !KEYWORDS.has(name);
}

/** `line 2, column 14`: how problems of a text say where. */
export function placeOf({ line, column }: Position): string {
  return `line ${line}, column ${column}`;
}

/**
 * Cuts a rule's text into tokens; the last is the end.
 * @throws {RuleError} at a character that begins none
 */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  let offset = 0;
  while (offset < source.length) {
    const character = source[offset];
    const position = { line, column: offset - lineStart + 1 };
    if (/\s/.test(character)) {
      offset += 1;
      if (character === '\n') {
        line += 1;
        lineStart = offset;
      }
      continue;
    }
    const token = tokenAt(source, offset);
    if (token === null) throw unreadable(character, position);
    const kind = KEYWORDS.has(token.text) ? 'keyword' : token.kind;
    tokens.push({ kind, text: unquoted(token, position), position });
    offset += token.text.length;
  }
  return [...tokens, { kind: 'end', text: '', position: { line, column: offset - lineStart + 1 } }];
}

function tokenAt(source: string, offset: number): Pick<Token, 'kind' | 'text'> | null {
  for (const [kind, pattern] of STICKY) {
    pattern.lastIndex = offset;
    const found = pattern.exec(source);
    if (found !== null) return { kind, text: found[0] };
  }
  return null;
}

function unquoted({ kind, text }: Pick<Token, 'kind' | 'text'>, position: Position): string {
  if (kind !== 'text') return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    const message = 'is no text; write quotes and backslashes within it as in JSON: \\" and \\\\';
    throw new RuleError([{ path: placeOf(position), message, suggestion: null }]);
  }
}

function unreadable(character: string, position: Position): RuleError {
  const message =
    character === '"'
      ? 'a text is not closed; end it with a quote on the same line'
      : `the character ${character} has no meaning here; texts stand in double quotes`;
  return new RuleError([{ path: placeOf(position), message, suggestion: null }]);
}
