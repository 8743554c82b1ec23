import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runtimeOf } from '../../bin/runtime.js';
import { answerOf } from '../http-ingest/served.ts';
import type { Stretch, StretchReport } from './client-process.ts';

/** As a browser's tracker would gather them, and as a server does that passes on those of many. */
const BATCH = { ofOne: 10, ofMany: 100 };
const loader = ['--import', 'tsx'];
/** As `serve` is run. */
export const RUNTIME = runtimeOf(['serve'], process.env);

/** A shop that is served in a process of its own, with a client in another. */
export class ShopProcess {
  #firstUser = 0;

  private constructor(
    private readonly users: number,
    private readonly folder: string,
    private readonly server: ChildProcess,
    private readonly client: ChildProcess,
  ) {}

  static async open(users: number): Promise<ShopProcess> {
    const folder = await mkdtemp(path.join(tmpdir(), 'portrait-freshness-'));
    const serve = new URL('./serve.ts', import.meta.url);
    const server = fork(serve, [folder, String(users)], {
      execArgv: [...RUNTIME.flags, ...loader],
      env: RUNTIME.environment,
    });
    try {
      const [{ address }] = await answerOf<{ address: string }>(server);
      const client = fork(new URL('./client-process.ts', import.meta.url), [address], {
        execArgv: loader,
      });
      await answerOf(client);
      return new ShopProcess(users, folder, server, client);
    } catch (error) {
      server.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Sends one event each of users who did nothing in this run yet. */
  async send(events: number, eventsPerSecond: number): Promise<StretchReport> {
    const firstUser = this.#firstUser;
    this.#firstUser += events;
    return this.#send({ events, eventsPerSecond, firstUser, users: events, batch: BATCH.ofOne });
  }

  /** Sends events of all users in turns. */
  async sendInTurns(events: number, eventsPerSecond: number): Promise<StretchReport> {
    return this.#send({
      events,
      eventsPerSecond,
      firstUser: 0,
      users: this.users,
      batch: BATCH.ofMany,
    });
  }

  async #send(stretch: Stretch): Promise<StretchReport> {
    const answer = answerOf<StretchReport>(this.client);
    this.client.send(stretch);
    return (await answer)[0];
  }

  /** How much of the processors the server used so far, in seconds, by all its threads. */
  async cpuSeconds(): Promise<number> {
    const answer = answerOf<{ cpu: NodeJS.CpuUsage }>(this.server);
    this.server.send('cpu');
    const [{ cpu }] = await answer;
    return (cpu.user + cpu.system) / 1e6;
  }

  async close(): Promise<void> {
    this.client.kill();
    this.server.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
