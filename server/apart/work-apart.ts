import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Few enough that whoever waits for this process hardly notices what is sent. */
const SENT_AT_ONCE = 50;

/** How one kind of work in a process of its own is given and followed. */
export interface WorkApart<Order, News, Result> {
  /** The file that the process runs. */
  readonly script: URL;
  readonly orders: Iterable<Order> | AsyncIterable<Order>;
  /** Reads what is told: the result ends the work, an error too, null goes on. */
  readonly hear: (news: News) => { readonly result: Result } | null;
  /** The error where the process is gone before it was done. */
  readonly ended: (how: string) => Error;
  readonly signal?: AbortSignal;
}

/** Has work done in a process of its own, which the processor serves after this one, and ends it. */
export async function workApart<Order extends object, News, Result>({
  script,
  orders,
  hear,
  ended,
  signal,
}: WorkApart<Order, News, Result>): Promise<Result> {
  const child = fork(fileURLToPath(script), {
    serialization: 'advanced',
    execArgv: process.execArgv.filter((argument) => !argument.startsWith('--test')),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    ...(signal && { signal }),
  });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const news = new Promise<Result>((done, fail) => {
    child.on('message', (told) => {
      try {
        const heard = hear(told as News);
        if (heard !== null) done(heard.result);
      } catch (error) {
        fail(error);
      }
    });
    child.on('error', fail);
    child.on('exit', (code, killed) => fail(ended(killed ?? `exit ${code}`)));
  });
  news.catch(() => undefined);
  // Until the channel's end is heard of, nothing but a failure to send tells that the process is gone.
  let isGone = false;
  const send = (order: Order): Promise<void> =>
    new Promise((done, fail) => {
      child.send(order, (error) => {
        isGone ||= Boolean(error);
        if (error) fail(error);
        else done();
      });
    });
  try {
    for await (const order of orders) await send(order);
    return await news;
  } catch (error) {
    // What went wrong on this side: the process waits for more, and will tell nothing.
    if (child.connected && !isGone) throw error;
    // Why the process is gone says more than that nothing can be sent to it.
    throw await news.then(
      () => error,
      (reason) => reason,
    );
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    }
  }
}

/** Rows in parts that are sent one after the other. */
export function* inParts<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += SENT_AT_ONCE) {
    yield rows.slice(start, start + SENT_AT_ONCE);
  }
}
