// Sends views, follows all profiles, and says how long each took from the answer on.
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
  readonly firstUser: number;
  /** So many users take turns; where there are as many as events, each does one thing. */
  readonly users: number;
  /** Events of one request; the events are a multiple of it. */
  readonly batch: number;
}

export interface StretchReport {
  /** Of each event as they were sent, from its answer to the push of the profile that knows it, in milliseconds. */
  readonly latencies: readonly number[];
  /** Events sent before the one before by the same user was pushed: their own push may have come later. */
  readonly unclear: number;
  /** From the first sending to the last push. */
  readonly seconds: number;
  /** How many requests were answered 429 and sent again. */
  readonly slowed: number;
}

/** Held back, not heard in time, or the connection was lost: whoever sends tries again. */
const AGAIN = new Set([429, 408, 0]);
const LOOK_MS = 20;
/** Events on their way at once: whoever is held back gathers what happens meanwhile, and sends no more of it. */
const MOST_ON_THE_WAY = 2_000;
/** For a minute at least. */
const SILENT_LOOKS = 3_000;
const [address] = process.argv.slice(2) as [string];
const agent = new Agent({ keepAlive: true });
/** By user, in their order. */
const pushes = new Map<string, number[]>();
let pushCount = 0;
/** No message of one stretch is one of another: a user's second event is new, and not the first sent again. */
let stretches = 0;
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
    if (type === 'next') note(payload.data.profileChanged.userId);
  });
  socket.on('close', (code) => {
    throw new Error(`The connection of the subscription ended (${code}).`);
  });
  const payload = { query: 'subscription { profileChanged { userId sequence } }' };
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
}

function note(userId: string): void {
  pushCount += 1;
  const known = pushes.get(userId);
  if (known === undefined) pushes.set(userId, [performance.now()]);
  else known.push(performance.now());
}

/** A subscription is not answered when it begins: what is sent before is not pushed. */
async function begun(): Promise<void> {
  const isOpen = async () =>
    /^portrait_subscriptions 1$/m.test(await (await fetch(`${address}/metrics`)).text());
  while (!(await isOpen())) await sleep(LOOK_MS);
}

/** An event on its way. */
interface Sent {
  readonly userId: string;
  /** Last, where it was refused before. */
  sentAt: number;
  answeredAt: number;
}

/** Sends a batch until it is taken, also where a connection was lost. @returns how often it was held back */
async function deliver(body: string, batch: readonly Sent[]): Promise<number> {
  for (let slowed = 0; ; ) {
    const { status, retryAfterSeconds } = await post(agent, address, body);
    if (status === 200) return slowed;
    if (!AGAIN.has(status)) throw new Error(`Answered ${status}.`);
    if (status === 429) slowed += 1;
    await sleep(retryAfterSeconds === null ? LOOK_MS : retryAfterSeconds * 1000);
    // No push before now is of what was refused: it is of something earlier that the same user did.
    if (status === 429) for (const event of batch) event.sentAt = performance.now();
  }
}

/**
 * Waits until everybody's last event was pushed, or nothing more comes. Silence is told by how often nothing was
 * new, not by the clock: that goes on while the processes of a machine stand still.
 */
async function pushed(last: ReadonlyMap<string, Sent>): Promise<void> {
  // Only those are looked at again that were missing before: the processors are the server's as well.
  const missing = (among: readonly Sent[]) =>
    among.filter(({ userId, sentAt }) => (pushes.get(userId)?.at(-1) ?? 0) <= sentAt);
  let waiting = missing([...last.values()]);
  let before = 0;
  for (let silent = 0; waiting.length > 0; silent += 1) {
    if (pushCount > before) silent = 0;
    before = pushCount;
    if (silent === SILENT_LOOKS) {
      throw new Error(`The profiles of ${waiting.length} of ${last.size} users were not pushed.`);
    }
    await sleep(LOOK_MS);
    waiting = missing(waiting);
  }
}

async function run(stretch: Stretch): Promise<StretchReport> {
  const { events, eventsPerSecond, firstUser, users, batch: size } = stretch;
  pushes.clear();
  stretches += 1;
  const startedAt = performance.now();
  let slowed = 0;
  const sent: Sent[] = [];
  const last = new Map<string, Sent>();
  const sending = new Set<Promise<void>>();
  let wake: () => void = () => undefined;
  for (let done = 0; done < events; done += size) {
    const dueMs = startedAt + (done / eventsPerSecond) * 1000 - performance.now();
    if (dueMs > 0) await sleep(dueMs);
    while (sending.size * size >= MOST_ON_THE_WAY) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const numbers = Array.from(
      { length: size },
      (_, index) => firstUser + ((done + index) % users),
    );
    const batch = numbers.map((user): Sent => {
      const userId = userIdOf({ kind: 'user_id', value: customer(user) });
      return { userId, sentAt: performance.now(), answeredAt: Number.NaN };
    });
    for (const event of batch) last.set(event.userId, event);
    sent.push(...batch);
    const delivered = deliver(views(numbers, `run-${stretches}-${done}`), batch).then((times) => {
      slowed += times;
      for (const event of batch) event.answeredAt = performance.now();
      sending.delete(delivered);
      wake();
    });
    sending.add(delivered);
  }
  await Promise.all(sending);
  await pushed(last);
  let unclear = 0;
  const before = new Map<string, number>();
  const latencies = sent.map(({ userId, sentAt, answeredAt }) => {
    const at = pushes.get(userId)!.find((push) => push > sentAt)!;
    if (before.get(userId) === at) unclear += 1;
    before.set(userId, at);
    return Math.max(0, at - answeredAt);
  });
  let end = startedAt;
  for (const times of pushes.values()) end = Math.max(end, times.at(-1)!);
  return { latencies, unclear, seconds: (end - startedAt) / 1000, slowed };
}

process.send?.('following');
process.on('message', async (stretch: Stretch) => process.send?.(await run(stretch)));
