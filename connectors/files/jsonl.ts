import type { Json, JsonObject } from '../contract/json.ts';
import { linesOf, textOf } from '../kit/lines.ts';
import { RAW_CHARACTERS } from '../kit/record-message.ts';
import type { Row } from './row.ts';

/** Reads one JSON object a line; empty lines are passed over, anything else is rejected. */
export async function* readJsonLines(
  chunks: AsyncIterable<Buffer>,
  maxRowBytes: number,
): AsyncGenerator<Row> {
  let row = 0;
  for await (const { number, bytes, isTooLong, ending } of linesOf(chunks, maxRowBytes)) {
    const text = textOf(bytes);
    if (text !== null && text.trim() === '' && !isTooLong) continue;
    row += 1;
    const place = { row, line: number, isProvisional: ending === '' };
    let data: JsonObject | string;
    if (isTooLong) data = 'The line is longer than maxRowBytes.';
    else if (text === null) data = 'The line is not UTF-8.';
    else data = parseObject(text);
    if (typeof data === 'string') {
      const raw = text ?? bytes.toString('latin1', 0, RAW_CHARACTERS);
      yield { ...place, kind: 'reject', raw, reason: data };
    } else {
      yield { ...place, kind: 'record', data };
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
