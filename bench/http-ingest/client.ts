import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, Expected } from './messages.ts';

export const WRITE_KEY = 'the-write-key-of-the-benchmark';

/** What one client did. */
export interface ClientReport {
  /** What must be stored of the messages whose batch was answered 200. */
  readonly acknowledged: readonly Expected[];
  /** Of each batch, from its first sending to its 200, in milliseconds. */
  readonly latencies: readonly number[];
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
  batches: Iterable<Batch>,
  inFlight: number,
): Promise<ClientReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const acknowledged: Expected[] = [];
  const latencies: number[] = [];
  let resent = 0;
  const next = batches[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let step = next.next(); !step.done; step = next.next()) {
      const { body, expected } = step.value;
      const startedAt = performance.now();
      while ((await post(agent, address, body)) !== 200) {
        resent += 1;
        await sleep(PAUSE_MS);
      }
      latencies.push(performance.now() - startedAt);
      acknowledged.push(...expected);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  agent.destroy();
  return { acknowledged, latencies, resent };
}

/** The status; 0 where there was none. */
function post(agent: Agent, address: string, body: string): Promise<number> {
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
      response.resume();
      response.on('close', () => resolve(response.complete ? (response.statusCode ?? 0) : 0));
    });
    sent.on('error', () => resolve(0));
    sent.end(body);
  });
}
