// Sends views of one user each, follows all profiles, and says how long each took from the answer on.
import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { userIdOf } from '../../store/index.ts';
import { post } from '../http-ingest/client.ts';
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
const LOOK_MS = 20;
/** For a minute at least. */
const SILENT_LOOKS = 3_000;
const [address] = process.argv.slice(2) as [string];
const agent = new Agent({ keepAlive: true });
const pushedAt = new Map<string, number>();
await follow();
await begun();

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
  socket.on('close', (code) => {
    throw new Error(`The connection of the subscription ended (${code}).`);
  });
  const payload = { query: 'subscription { profileChanged { userId sequence } }' };
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
}

/** A subscription is not answered when it begins: what is sent before is not pushed. */
async function begun(): Promise<void> {
  const isOpen = async () =>
    /^portrait_subscriptions 1$/m.test(await (await fetch(`${address}/metrics`)).text());
  while (!(await isOpen())) await sleep(LOOK_MS);
}

/** Sends a batch until it is taken, also where a connection was lost. @returns how often it was held back */
async function deliver(body: string): Promise<number> {
  for (let slowed = 0; ; ) {
    const { status, retryAfterSeconds } = await post(agent, address, body);
    if (status === 200) return slowed;
    if (status !== 429 && status !== 0) throw new Error(`Answered ${status}.`);
    if (status === 429) slowed += 1;
    await sleep(retryAfterSeconds === null ? LOOK_MS : retryAfterSeconds * 1000);
  }
}

/**
 * Waits until so many were pushed, or no more come. Silence is told by how often nothing was new, not by the
 * clock: that goes on while the processes of a machine stand still.
 */
async function pushed(count: number): Promise<void> {
  let before = 0;
  for (let silent = 0; pushedAt.size < count; silent += 1) {
    if (pushedAt.size > before) silent = 0;
    before = pushedAt.size;
    if (silent === SILENT_LOOKS) {
      throw new Error(`${count - before} of ${count} profiles were not pushed.`);
    }
    await sleep(LOOK_MS);
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
      deliver(views(users, `run-${firstUser}`)).then((times) => {
        slowed += times;
        const now = performance.now();
        for (const user of users) {
          answeredAt.set(userIdOf({ kind: 'user_id', value: customer(user) }), now);
        }
      }),
    );
  }
  await Promise.all(sending);
  await pushed(answeredAt.size);
  const latencies = [...answeredAt].map(([userId, answered]) => {
    const at = pushedAt.get(userId);
    if (at === undefined) throw new Error('A profile was pushed that nobody had changed.');
    return Math.max(0, at - answered);
  });
  const last = Math.max(...pushedAt.values());
  return { latencies, seconds: (last - startedAt) / 1000, slowed };
}

process.send?.('following');
process.on('message', async (stretch: Stretch) => process.send?.(await run(stretch)));
