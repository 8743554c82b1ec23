import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const RETRY_MS = 1_000;

/**
 * Follows one NOTIFY channel on a connection of its own, from the first `start` on. Says an empty
 * topic where anything may have happened while nobody listened.
 */
export class ChannelListener {
  readonly #url: string;
  readonly #channel: string;
  readonly #heard: (topic: string) => void;
  readonly #stop = new AbortController();
  #client: pg.Client | null = null;
  #running: Promise<void> | null = null;

  constructor(url: string, channel: string, heard: (topic: string) => void) {
    this.#url = url;
    this.#channel = channel;
    this.#heard = heard;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#client?.end();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#listenOnce();
      // What was said while nobody listened is not repeated: wake everybody to look.
      this.#heard('');
      await sleep(RETRY_MS, undefined, { signal: this.#stop.signal, ref: false }).catch(
        () => undefined,
      );
    }
  }

  async #listenOnce(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'portrait-listen',
    });
    const ended = new Promise<void>((resolve) => {
      client.on('end', () => resolve());
      client.on('error', () => resolve());
    });
    this.#client = client;
    client.on('notification', ({ payload }) => this.#heard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(this.#channel)}`);
      if (this.#stop.signal.aborted) await client.end();
      this.#heard('');
      await ended;
    } catch {
      // The server is away for now: the next round tries again.
    }
    client.removeAllListeners('notification');
  }
}
