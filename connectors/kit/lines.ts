/** A line of a text file, or only its start where it is longer than may be kept in memory. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer;
  readonly isTooLong: boolean;
  /** What ended it; empty at the end of a file without a last newline. */
  readonly ending: '\n' | '\r\n' | '';
}

const NEW_LINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Splits bytes into lines. Of a line longer than `maxBytes` only the start is kept, so that a broken
 * file of one endless line cannot fill the memory. CRLF endings and a byte order mark are dropped.
 */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let kept = 0;
  let length = 0;
  let number = 0;
  const add = (piece: Buffer) => {
    length += piece.length;
    if (kept >= maxBytes) return;
    const fitting = piece.subarray(0, maxBytes - kept);
    parts.push(fitting);
    kept += fitting.length;
  };
  const take = (newLine: '\n' | ''): Line => {
    number += 1;
    let bytes = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    if (number === 1) bytes = withoutMark(bytes);
    const isTooLong = length > maxBytes;
    const hasReturn = !isTooLong && bytes.at(-1) === CARRIAGE_RETURN;
    if (hasReturn) bytes = bytes.subarray(0, -1);
    const ending = hasReturn && newLine === '\n' ? '\r\n' : newLine;
    const line: Line = { number, bytes, isTooLong, ending };
    parts = [];
    kept = 0;
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEW_LINE, start);
      if (end < 0) break;
      add(chunk.subarray(start, end));
      yield take('\n');
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  if (length > 0) yield take('');
}

function withoutMark(bytes: Buffer): Buffer {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? bytes.subarray(3) : bytes;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a line; null where its bytes are not UTF-8. */
export function textOf(bytes: Buffer): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
