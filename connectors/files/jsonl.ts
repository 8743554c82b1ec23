import type { Json, JsonObject } from '../contract/json.ts';
import { linesOf, textOf } from './lines.ts';
import { RAW_CHARACTERS, type Row } from './row.ts';

/** Reads one JSON object a line; empty lines are passed over, anything else is rejected. */
export async function* readJsonLines(
  chunks: AsyncIterable<Buffer>,
  maxRowBytes: number,
): AsyncGenerator<Row> {
  let row = 0;
  for await (const { number, bytes, isTooLong } of linesOf(chunks, maxRowBytes)) {
    const text = textOf(bytes);
    if (text !== null && text.trim() === '') continue;
    row += 1;
    const shown = (text ?? bytes.toString('latin1')).slice(0, RAW_CHARACTERS);
    const reject = (reason: string): Row => ({
      kind: 'reject',
      row,
      line: number,
      raw: shown,
      reason,
    });
    if (isTooLong) yield reject(`The line is longer than ${maxRowBytes} bytes.`);
    else if (text === null) yield reject('The line is not UTF-8.');
    else {
      const data = parseObject(text);
      if (typeof data === 'string') yield reject(data);
      else yield { kind: 'record', row, line: number, data };
    }
  }
}

/** The object, or what is wrong with the text. */
function parseObject(text: string): JsonObject | string {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return 'The line is not JSON.';
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : 'The line is JSON, but not an object.';
}
