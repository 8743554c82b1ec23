/**
 * What can be followed: `changes` of users' data, `histories` of profiles and memberships, and `erasures`,
 * after which nothing that was remembered of users may be believed.
 */
export type Topic = 'changes' | 'histories' | 'erasures';

const TOPICS: readonly Topic[] = ['changes', 'histories', 'erasures'];

/** Registers a listener and returns what takes it off again. */
export type Subscribe = (topic: Topic, listener: () => void) => () => void;

/** Who wants to be woken after commits that wrote to a topic. */
export class Listeners {
  readonly #listeners: Record<Topic, Set<() => void>> = {
    changes: new Set(),
    histories: new Set(),
    erasures: new Set(),
  };

  readonly add: Subscribe = (topic, listener) => {
    const entry = () => listener();
    this.#listeners[topic].add(entry);
    return () => {
      this.#listeners[topic].delete(entry);
    };
  };

  wake(topic: Topic): void {
    // Later, so that whoever committed goes on first and no listener's failure reaches it.
    for (const listener of this.#listeners[topic]) setImmediate(listener);
  }

  wakeAll(): void {
    for (const topic of TOPICS) this.wake(topic);
  }

  /** Wakes those of a topic that was named from outside; all where the name says nothing. */
  wakeNamed(topic: string): void {
    const known = TOPICS.find((one) => one === topic);
    if (known === undefined) this.wakeAll();
    else this.wake(known);
  }
}
