// Sends views of one user each, follows all profiles, and says how long each took from the answer on.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { userIdOf } from '../../store/index.ts';
import { WRITE_KEY } from '../http-ingest/client.ts';
import { TOKEN } from '../subscriptions/token.ts';
import { customer, views } from './events.ts';

/** One stretch of sending. */
export interface Stretch {
  readonly events: number;
  readonly eventsPerSecond: number;
  /** The first of the users, each of whom does one thing. */
  readonly firstUser: number;
}

export interface StretchReport {
  /** Of each event, from its answer to the push of the profile that knows it, in milliseconds. */
  readonly latencies: readonly number[];
  /** From the first sending to the last push. */
  readonly seconds: number;
  /** How many requests were answered 429 and sent again. */
  readonly slowed: number;
}

const BATCH = 10;
const SETTLE_MS = 60_000;
const [address] = process.argv.slice(2) as [string];
const agent = new Agent({ keepAlive: true });
const pushedAt = new Map<string, number>();
await follow();

async function follow(): Promise<void> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(
    JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${TOKEN}` } }),
  );
  await once(socket, 'message');
  socket.on('message', (text) => {
    const { type, payload } = JSON.parse(String(text));
    if (type === 'error' || type === 'complete') throw new Error(`The subscription ended: ${text}`);
    if (type === 'next') pushedAt.set(payload.data.profileChanged.userId, performance.now());
  });
  const payload = { query: 'subscription { profileChanged { userId sequence } }' };
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
}

/** @returns how often it was told to come back later */
async function post(body: string): Promise<number> {
  for (let slowed = 0; ; slowed += 1) {
    const sent = request(`${address}/v1/batch`, {
      method: 'POST',
      agent,
      headers: {
        authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    sent.end(body);
    const [response] = await once(sent, 'response');
    response.resume();
    await once(response, 'end');
    if (response.statusCode === 200) return slowed;
    if (response.statusCode !== 429) throw new Error(`Answered ${response.statusCode}.`);
    await sleep(Number(response.headers['retry-after']) * 1000);
  }
}

async function run({ events, eventsPerSecond, firstUser }: Stretch): Promise<StretchReport> {
  pushedAt.clear();
  const answeredAt = new Map<string, number>();
  const startedAt = performance.now();
  let slowed = 0;
  const sending: Promise<void>[] = [];
  for (let done = 0; done < events; done += BATCH) {
    const dueMs = startedAt + (done / eventsPerSecond) * 1000 - performance.now();
    if (dueMs > 0) await sleep(dueMs);
    const users = Array.from({ length: BATCH }, (_, index) => firstUser + done + index);
    sending.push(
      post(views(users, `run-${firstUser}`)).then((times) => {
        slowed += times;
        const now = performance.now();
        for (const user of users) {
          answeredAt.set(userIdOf({ kind: 'user_id', value: customer(user) }), now);
        }
      }),
    );
  }
  await Promise.all(sending);
  const until = performance.now() + SETTLE_MS;
  while (pushedAt.size < answeredAt.size && performance.now() < until) await sleep(20);
  const latencies = [...answeredAt].map(([userId, answered]) => {
    const pushed = pushedAt.get(userId);
    if (pushed === undefined) throw new Error(`A profile was not pushed within ${SETTLE_MS} ms.`);
    return Math.max(0, pushed - answered);
  });
  const last = Math.max(...pushedAt.values());
  return { latencies, seconds: (last - startedAt) / 1000, slowed };
}

process.send?.('following');
process.on('message', async (stretch: Stretch) => process.send?.(await run(stretch)));
