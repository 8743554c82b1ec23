import { ConnectorConfigError, ConnectorRetryableError } from '../../contract/errors.ts';
import type { Json } from '../../contract/json.ts';

/** Integers of more digits than a number holds exactly. */
const LONG_INTEGER = /\d{16}/;

/** Tells the watcher of the answer that more of it came, and how the bytes are bounded. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly onBytes: () => void;
}

/**
 * Reads an answer's body piece by piece.
 * @throws {ConnectorConfigError} where it is larger than allowed; the rest of it is not read
 */
export async function readBody(
  response: Response,
  place: string,
  { maxBytes, onBytes }: BodyLimits,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the body, and with it the connection.
  for await (const piece of response.body ?? []) {
    onBytes();
    length += piece.length;
    if (length > maxBytes) {
      throw new ConnectorConfigError(
        `The answer of ${place} is larger than ${Math.round(maxBytes / 2 ** 20)} MB; ask for smaller pages, or raise \`maxBodyMegabytes\`.`,
      );
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * A body as JSON. Integers that a number cannot hold exactly stay text, so that ids keep their digits.
 * @throws {ConnectorRetryableError} where it is none: cut off, or a page for people
 */
export function jsonOf(response: Response, body: Buffer, place: string): Json {
  const type = response.headers.get('content-type') ?? 'nothing said';
  if (!/\bjson\b/i.test(type)) {
    throw new ConnectorRetryableError(
      `${place} answers with ${type.split(';')[0]} where JSON is expected; mend the address if that is not a passing maintenance page.`,
    );
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return (LONG_INTEGER.test(text) ? JSON.parse(text, exact) : JSON.parse(text)) as Json;
  } catch {
    throw new ConnectorRetryableError(
      `${place} answers with something that is no whole JSON in UTF-8.`,
    );
  }
}

function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isInexact =
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    /^-?\d+$/.test(context?.source ?? '');
  return isInexact ? context?.source : value;
}
