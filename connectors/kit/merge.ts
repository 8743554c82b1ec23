/**
 * Takes from several sequences at once, at most `limit` of them open at a time, and yields what comes
 * as it comes; the order within each is kept. Of each open sequence one value is fetched ahead, so a
 * reader that pauses makes them pause. However it ends, `stop` is called, which must end their waits,
 * and then all of them are closed.
 */
export async function* merge<Value>(
  sequences: readonly (() => AsyncGenerator<Value>)[],
  limit: number,
  stop: () => void,
): AsyncGenerator<Value> {
  const waiting = [...sequences];
  type Step = { readonly from: AsyncGenerator<Value>; readonly result: IteratorResult<Value> };
  const open = new Map<AsyncGenerator<Value>, Promise<Step>>();
  const pull = (from: AsyncGenerator<Value>) => {
    const step = from.next().then((result) => ({ from, result }));
    // Another one may fail first; this failure is then nobody's.
    step.catch(() => undefined);
    open.set(from, step);
  };
  try {
    for (;;) {
      while (open.size < limit && waiting.length > 0) pull(waiting.shift()!());
      if (open.size === 0) return;
      const { from, result } = await Promise.race(open.values());
      if (result.done) {
        open.delete(from);
        continue;
      }
      // To the end of the queue, so that a quick one does not starve the others.
      open.delete(from);
      if (open.size > 0 || waiting.length > 0) pull(from);
      yield result.value;
      if (!open.has(from)) pull(from);
    }
  } finally {
    stop();
    await Promise.allSettled([...open.keys()].map((from) => from.return(undefined)));
  }
}
