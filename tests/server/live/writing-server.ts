// Serves the store in a folder and goes on writing profiles and memberships: writing-server.ts <folder>
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../../../resolvers/index.ts';
import { createServer } from '../../../server/index.ts';
import { openStore } from '../../../store/index.ts';
import { TOKEN } from '../serve.ts';

const USERS = 3;
const EVERY_MS = 5;

/** What every feed holds, by sequence, and where it is served. */
export interface WritingServer {
  readonly port: number;
  /** Ends it as a power cut of the process would. */
  kill(): Promise<void>;
  /** Ends the writing. @returns all sequences there are */
  finish(): Promise<{ readonly profiles: number[]; readonly memberships: number[] }>;
}

export async function startWritingServer(folder: string): Promise<WritingServer> {
  const child = fork(new URL(import.meta.url), [folder], { execArgv: ['--import', 'tsx'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    port,
    kill: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    finish: async () => {
      child.send('finish');
      const [all] = await once(child, 'message');
      return all;
    },
  };
}

async function main(folder: string): Promise<void> {
  const store = await openStore({ folder });
  const services = {
    store,
    clock: Date.now,
    onBackgroundError: (error: unknown) => console.error(error),
  } as unknown as Services;
  const server = await createServer({
    application: { services, ready: async () => true },
    token: TOKEN,
  });
  const { port } = new URL(await server.listen());
  process.send?.({ port: Number(port) });
  let writing = true;
  process.once('message', () => {
    writing = false;
  });
  const users = Array.from({ length: USERS }, (_, index) => `u_${index}`);
  for (let turn = 0; writing; turn += 1) {
    await store.transaction(async ({ profiles, memberships }) => {
      const at = Date.now();
      const common = { modelId: 'm', asOf: at, vector: [1], summary: {}, computedAt: at };
      await profiles.upsert(users.map((userId) => ({ userId, throughSequence: turn, ...common })));
      const member = turn % 2 === 0;
      const verdict = member ? ('TRUE' as const) : ('FALSE' as const);
      const segment = { segmentId: 's', segmentVersion: 1, member, verdict, score: null };
      const proof = { ...segment, proof: {}, validUntil: null, at };
      await memberships.replace(users.map((userId) => ({ userId, ...proof })));
    });
    await sleep(EVERY_MS);
  }
  const sequences = async (feed: typeof store.profiles.feed | typeof store.memberships.feed) =>
    (await feed.read(await feed.placeOf(0), 1_000_000)).map(({ sequence }) => sequence);
  process.send?.({
    profiles: await sequences(store.profiles.feed),
    memberships: await sequences(store.memberships.feed),
  });
}

const [folder] = process.argv.slice(2);
if (process.send && folder) await main(folder);
