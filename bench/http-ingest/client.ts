import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export const WRITE_KEY = 'the-write-key-of-the-benchmark';

/** What one client did. */
export interface ClientReport {
  /** How many batches were answered 200: all that were begun. */
  readonly batches: number;
  /** Of each batch, from its first sending to its 200, in milliseconds. */
  readonly latencies: readonly number[];
  /** How many batches were answered in each second, from the first on. */
  readonly perSecond: readonly number[];
  readonly resent: number;
}

const AUTHORIZATION = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
const PAUSE_MS = 50;

/**
 * Sends batches, some at a time, each until it is answered 200, as the SDKs do: a server that is gone
 * or busy gets the same messages again.
 */
export async function send(
  address: string,
  bodies: Iterable<string | Buffer>,
  inFlight: number,
): Promise<ClientReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const latencies: number[] = [];
  const perSecond: number[] = [];
  let resent = 0;
  const next = bodies[Symbol.iterator]();
  const begunAt = performance.now();
  const lane = async (): Promise<void> => {
    for (let step = next.next(); !step.done; step = next.next()) {
      const body = step.value;
      const startedAt = performance.now();
      while ((await post(agent, address, body)).status !== 200) {
        resent += 1;
        await sleep(PAUSE_MS);
      }
      const now = performance.now();
      latencies.push(now - startedAt);
      const second = Math.floor((now - begunAt) / 1000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  agent.destroy();
  return {
    batches: latencies.length,
    latencies,
    perSecond: Array.from(perSecond, (answered) => answered ?? 0),
    resent,
  };
}

/** How one sending was answered. */
export interface Answer {
  /** 0 where there was no answer. */
  readonly status: number;
  /** When to come back, as the server asks it; null where it does not. */
  readonly retryAfterSeconds: number | null;
}

/** Sends a batch once. */
export function post(agent: Agent, address: string, body: string | Buffer): Promise<Answer> {
  const none: Answer = { status: 0, retryAfterSeconds: null };
  return new Promise((resolve) => {
    const sent = request(`${address}/v1/batch`, {
      method: 'POST',
      agent,
      headers: {
        authorization: AUTHORIZATION,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    sent.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      const after = headers['retry-after'];
      const answer = { status, retryAfterSeconds: after === undefined ? null : Number(after) };
      response.resume();
      response.on('close', () => resolve(response.complete ? answer : none));
    });
    sent.on('error', () => resolve(none));
    sent.end(body);
  });
}
