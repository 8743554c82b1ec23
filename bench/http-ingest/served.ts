import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ClientReport } from './client.ts';
import { EndlessBatches, type Expected } from './messages.ts';

const options = { execArgv: ['--import', 'tsx'] };

/** A server in a process of its own. */
export class ServedProcess {
  private constructor(
    readonly address: string,
    private readonly process: ChildProcess,
  ) {}

  /** @param port 0 picks a free one */
  static async start(folder: string, port: number, pushedAtOnce: number): Promise<ServedProcess> {
    const script = new URL('./serve.ts', import.meta.url);
    const child = fork(script, [folder, String(port), String(pushedAtOnce)], options);
    const [{ address }] = await answerOf<{ address: string }>(child);
    return new ServedProcess(address, child);
  }

  /** How much of the processors it used so far, in seconds, by all its threads. */
  async cpuSeconds(): Promise<number> {
    const answer = answerOf<{ cpu: NodeJS.CpuUsage }>(this.process);
    this.process.send('cpu');
    const [{ cpu }] = await answer;
    return (cpu.user + cpu.system) / 1e6;
  }

  /** Ends it as a power cut of the process would: with nothing tidied up. */
  async kill(): Promise<void> {
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }
}

/** What a client is to send. */
export interface ClientSizes {
  /** How many batches are made beforehand. */
  readonly batchesMade: number;
  readonly batchEvents: number;
  readonly inFlight: number;
}

/** A client in a process of its own, which can be asked to send several times. */
export class ClientProcess {
  #batches = 0;

  private constructor(
    private readonly client: number,
    private readonly sizes: ClientSizes,
    private readonly process: ChildProcess,
  ) {}

  /** Returns once it has made its messages. */
  static async start(client: number, sizes: ClientSizes): Promise<ClientProcess> {
    const script = new URL('./client-process.ts', import.meta.url);
    const { batchesMade, batchEvents, inFlight } = sizes;
    const given = [client, batchesMade, batchEvents, inFlight].map(String);
    const child = fork(script, given, options);
    await answerOf(child);
    return new ClientProcess(client, sizes, child);
  }

  async send(address: string, seconds: number): Promise<ClientReport> {
    const answer = answerOf<ClientReport>(this.process);
    this.process.send({ address, seconds });
    const [report] = await answer;
    this.#batches += report.batches;
    return report;
  }

  /** What must be stored of all that was answered 200. */
  *acknowledged(): Generator<Expected> {
    const { batchesMade, batchEvents } = this.sizes;
    const endless = new EndlessBatches(this.client, batchesMade, batchEvents);
    for (let batch = 0; batch < this.#batches; batch += 1) yield* endless.expected(batch);
  }

  end(): void {
    this.process.kill();
  }
}

/** The next message of a process. @throws {Error} where it ends instead */
export function answerOf<Answer>(child: ChildProcess): Promise<[Answer]> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A process ended early (${code}).`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve([answer as Answer]);
    });
  });
}
