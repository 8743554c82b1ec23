import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

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

/** Starts a client and waits until it has made its messages. */
export async function startClient(
  client: number,
  sizes: { readonly batches: number; readonly batchEvents: number; readonly inFlight: number },
): Promise<ChildProcess> {
  const script = new URL('./client-process.ts', import.meta.url);
  const given = [client, sizes.batches, sizes.batchEvents, sizes.inFlight].map(String);
  const child = fork(script, given, options);
  await answerOf(child);
  return child;
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
