/** What a stream of steps is interrupted by when something has waited long enough. */
export const DUE = { type: 'due' } as const;

/**
 * Steps as they come, and `DUE` between them once something has been waiting for so long: a source
 * that is silent must not keep what it said before from being stored.
 * @param isWaiting asked after each step whether there is something that must not wait for ever
 * @param stop called before the steps are told to end; it must end a wait that is under way in them
 */
export async function* withDue<Step>(
  steps: AsyncGenerator<Step>,
  isWaiting: () => boolean,
  withinMs: number,
  stop: () => void,
): AsyncGenerator<Step | typeof DUE> {
  let timer: { readonly due: Promise<typeof DUE>; readonly cancel: () => void } | null = null;
  try {
    let next = steps.next();
    for (;;) {
      if (!isWaiting()) {
        timer?.cancel();
        timer = null;
      } else {
        timer ??= startTimer(withinMs);
      }
      // Raced only while a timer runs: each race leaves its handlers on a promise that may wait for hours.
      const step = timer === null ? await next : await Promise.race([timer.due, next]);
      if ('type' in step) {
        timer = null;
        yield step;
      } else {
        if (step.done) return;
        yield step.value;
        next = steps.next();
      }
    }
  } finally {
    timer?.cancel();
    stop();
    await steps.return(undefined);
  }
}

function startTimer(milliseconds: number) {
  const { promise: due, resolve } = Promise.withResolvers<typeof DUE>();
  const handle = setTimeout(() => resolve(DUE), milliseconds);
  return { due, cancel: () => clearTimeout(handle) };
}
