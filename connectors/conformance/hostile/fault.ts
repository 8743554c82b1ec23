import type { ServerResponse } from 'node:http';

/** Something that a source does to its readers on a bad night. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: () => string }
  /** Takes the request and never answers. */
  | { readonly kind: 'silence' }
  /** Begins the answer and never ends it. */
  | { readonly kind: 'stall' }
  /** Breaks the connection off in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** A page for people where JSON is expected. */
  | { readonly kind: 'wrong-type' }
  /** JSON by its name, but neither JSON nor UTF-8. */
  | { readonly kind: 'garbage' }
  /** An answer of `ENDLESS_BYTES`, which nobody should read to its end. */
  | { readonly kind: 'endless' };

/** Which requests a fault meets: so many, after so many good ones. */
export interface FaultPlan {
  readonly fault: Fault;
  readonly times: number;
  readonly after: number;
}

const PAGE = '<!doctype html><title>Back soon</title><p>We are improving our service.</p>';
const MEGABYTE = ' '.repeat(2 ** 20);
export const ENDLESS_BYTES = 128 * 2 ** 20;

/** Answers with a fault that needs no answer of the real source. */
export function answerFaulty(fault: Exclude<Fault, { kind: 'cut' }>, response: ServerResponse) {
  switch (fault.kind) {
    case 'status': {
      const wait = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter() };
      response.writeHead(fault.status, { 'content-type': 'application/json', ...wait });
      response.end('{"error":"not now"}');
      return;
    }
    case 'silence':
      return;
    case 'stall':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('[{"id":');
      return;
    case 'wrong-type':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(PAGE);
      return;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(Buffer.from([0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d]));
      return;
    case 'endless': {
      response.writeHead(200, { 'content-type': 'application/json' });
      let left = ENDLESS_BYTES;
      const more = () => {
        while (!response.destroyed && left > 0) {
          left -= MEGABYTE.length;
          if (!response.write(MEGABYTE)) return;
        }
        response.end();
      };
      response.on('drain', more);
      more();
    }
  }
}
