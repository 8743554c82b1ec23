import type { Json, JsonObject } from '../contract/json.ts';
import { PushRefusal } from '../contract/push-connector.ts';

/** @throws {PushRefusal} where a body is larger than it may be */
export function checkBytes(body: Uint8Array, maximumBytes: number): void {
  if (body.byteLength <= maximumBytes) return;
  throw new PushRefusal(400, `The body is over ${maximumBytes} bytes; send it in parts.`);
}

/**
 * The JSON value in a request's body.
 * @throws {PushRefusal} where it is too large or no JSON
 */
export function parseJson(body: Uint8Array, maximumBytes: number): Json {
  checkBytes(body, maximumBytes);
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    throw new PushRefusal(400, 'The body is not valid JSON.');
  }
}

/** @throws {PushRefusal} also for anything but an object */
export function parseObject(body: Uint8Array, maximumBytes: number): JsonObject {
  const value = parseJson(body, maximumBytes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new PushRefusal(400, 'The body is no JSON object.');
}
