/** An async generator that can be ended while it waits, which one of a generator function cannot. */
export function endable<Value>(
  next: () => Promise<IteratorResult<Value, undefined>>,
  end: () => Promise<unknown>,
): AsyncGenerator<Value, undefined> {
  const finish = async () => {
    await end();
    return { done: true as const, value: undefined };
  };
  const generator: AsyncGenerator<Value, undefined> = {
    next,
    return: finish,
    throw: finish,
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => {
      await finish();
    },
  };
  return generator;
}
