import { ConnectorConfigError, ConnectorRetryableError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { type Line, textOf } from '../kit/lines.ts';
import { shownRaw } from '../kit/record-message.ts';
import { withoutSecrets } from '../kit/secret.ts';
import { parseExactly } from './exact-json.ts';
import type { OutputTail } from './output-tail.ts';
import type { Program } from './program.ts';

/** A line as its protocol reads it; `bad` is one that may have been a record. */
export type ProgramLine =
  | { readonly kind: 'message'; readonly type: string; readonly message: JsonObject }
  | {
      readonly kind: 'bad';
      readonly position: string;
      readonly raw: string;
      readonly reason: string;
    };

/** So many lines that are no messages, before the first that is one, make it another program. */
const MOST_NOISE = 1_000;

/**
 * Reads the messages of a program out of its lines: JSON objects with a `type`. Other lines are
 * printed by mistake or for a person; they are passed over, and the tail keeps what speaks of errors.
 * @throws {ConnectorConfigError} where the program does not speak the protocol at all
 */
export async function* messagesOf(
  lines: AsyncIterable<Line>,
  program: Program,
  protocol: string,
  tail: OutputTail,
): AsyncGenerator<ProgramLine> {
  let noise = 0;
  let hasSpoken = false;
  const other = () =>
    new ConnectorConfigError(
      `${program.name} prints lines that are no ${protocol} messages (${noise} of them) and none that is: is it a program of that kind? ${tail.lastWords}`.trim(),
    );
  for await (const line of lines) {
    const read = readLine(line, program);
    if (read !== null) {
      if (read.kind === 'message') hasSpoken = true;
      else noise += 1;
      yield read;
      continue;
    }
    const text = line.bytes.toString('utf8').trim();
    if (text === '') continue;
    if (line.ending === '' && text.startsWith('{')) throw cutOff(program);
    noise += 1;
    tail.addError(shownRaw(text));
    if (!hasSpoken && noise >= MOST_NOISE) throw other();
  }
  if (!hasSpoken && noise > 0) throw other();
}

/** Null for a line that is no message and was none. */
function readLine(line: Line, { name, maxLineBytes, secrets }: Program): ProgramLine | null {
  const bad = (reason: string): ProgramLine => ({
    kind: 'bad',
    position: `${name}, line ${line.number}`,
    raw: shownRaw(withoutSecrets(line.bytes.toString('utf8'), secrets)),
    reason,
  });
  if (!beginsAsMessage(line.bytes)) return null;
  if (line.isTooLong) {
    return bad(
      `The line is longer than ${maxLineBytes / 1_048_576} MB; raise \`maxLineMegabytes\` where such records are right.`,
    );
  }
  const text = textOf(line.bytes);
  if (text === null) return bad('The line is not UTF-8.');
  let value: Json;
  try {
    value = parseExactly(text);
  } catch {
    // Half a line at the end is not a broken record: the read failed there.
    return line.ending === ''
      ? null
      : bad('The line begins as JSON and is not (NaN is not either).');
  }
  const message = value as JsonObject;
  const { type } = message;
  return typeof type === 'string' ? { kind: 'message', type, message } : null;
}

const beginsAsMessage = (bytes: Buffer): boolean =>
  /^[ \t]*\{/.test(bytes.toString('latin1', 0, 64));

const cutOff = ({ name }: Program): ConnectorRetryableError =>
  new ConnectorRetryableError(
    `${name} ended in the middle of a line, as if all was well; what it had read since its last state is read again.`,
  );
