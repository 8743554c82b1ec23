/** What is done with batches that come one after another. */
export interface Stages<Batch, Made> {
  /**
   * @param before the batch that it comes after, whose outcome may not be written yet; null where all is
   * @returns null where nothing is left, `later` where that can only be said when `before` is written
   */
  readonly read: (before: Batch | null) => Promise<Batch | null | 'later'>;
  readonly make: (batch: Batch) => Promise<Made>;
  /** @returns whether it was stored: if not, what was read after it counts no more */
  readonly write: (batch: Batch, made: Made) => Promise<boolean>;
}

/**
 * Takes batches until nothing is left: while the database reads one and writes another, a third is made
 * here. They are written in their order, one at a time; what fails ends it all, with nothing under way.
 */
export async function takeBatches<Batch, Made>(stages: Stages<Batch, Made>): Promise<void> {
  let reading = stages.read(null);
  let writing = Promise.resolve(true);
  try {
    for (;;) {
      const batch = await reading;
      if (batch === null || batch === 'later') {
        if ((await writing) && batch === null) return;
        writing = Promise.resolve(true);
        reading = stages.read(null);
        continue;
      }
      reading = heldBack(stages.read(batch));
      const made = await stages.make(batch);
      if (await writing) {
        writing = heldBack(stages.write(batch, made));
        continue;
      }
      await reading;
      writing = Promise.resolve(true);
      reading = stages.read(null);
    }
  } finally {
    await Promise.allSettled([reading, writing]);
  }
}

/** Whoever awaits it hears of its failure; until then nobody calls it unheard. */
function heldBack<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}
