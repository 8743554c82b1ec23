import { StringDecoder } from 'node:string_decoder';
import { withoutSecrets } from '../kit/secret.ts';

const KEPT_CHARACTERS = 16_384;
const WORDS_CHARACTERS = 400;

/** A line that names an error, as Python, Java, Node and most loggers write it. */
const ERROR_LINE = /^(?!\s).*(?:Error|Exception|ERROR|CRITICAL|FATAL|fatal)\b.*[:\s]\S/;
const EMAIL = /[^\s@"'<>(),;:=]+@[^\s@"'<>(),;:]+\.[^\s@"'<>(),;:]+/g;
/** What loggers put before a line. */
const TIME_STAMP = /^\[?\d{4}-\d\d-\d\d[T ][\d:.,]+Z?\]?[\s|-]*/;
/** Telephone and card numbers; ports and error codes are shorter. */
const LONG_NUMBER = /\d(?:[ -]?\d){6,}/g;

/** The end of what a program said beside its messages, kept for the one sentence that explains a failure. */
export class OutputTail {
  readonly #secrets: readonly string[];
  readonly #kept: number;
  readonly #decoder = new StringDecoder('utf8');
  #text = '';
  #isCut = false;

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
    // Room for a secret that the cut goes through, in its longest form.
    this.#kept = KEPT_CHARACTERS + this.#longestSecret;
  }

  get #longestSecret(): number {
    return 6 * Math.max(0, ...this.#secrets.map(({ length }) => length));
  }

  add(chunk: Buffer): void {
    this.#append(this.#decoder.write(chunk));
  }

  /** Keeps a line from elsewhere if it speaks of an error; others may hold records. */
  addError(line: string): void {
    if (ERROR_LINE.test(line)) this.#append(`${line}\n`);
  }

  #append(text: string): void {
    this.#text += text;
    if (this.#text.length <= 2 * this.#kept) return;
    this.#text = this.#text.slice(-this.#kept);
    this.#isCut = true;
  }

  /** Everything that is kept, without secrets. */
  get text(): string {
    const clean = withoutSecrets(this.#text, this.#secrets);
    return this.#isCut ? clean.slice(this.#longestSecret) : clean;
  }

  /** The line that most likely says what went wrong, fit to be shown; '' where the program said nothing. */
  get lastWords(): string {
    const lines = this.text.split('\n').filter((line) => line.trim() !== '');
    return impersonal(lines.findLast((one) => ERROR_LINE.test(one)) ?? lines.at(-1) ?? '');
  }
}

/** Words of a program without what looks like a person's address or number, and not too many. */
export function impersonal(words: string): string {
  const masked = words
    .trim()
    .replace(TIME_STAMP, '')
    .replace(EMAIL, '…@…')
    .replace(LONG_NUMBER, '…');
  return masked.length > WORDS_CHARACTERS ? `${masked.slice(0, WORDS_CHARACTERS)}…` : masked;
}
