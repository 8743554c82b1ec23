/** What can be followed: `changes` of users' data, `histories` of profiles and memberships. */
export type Topic = 'changes' | 'histories';

/** Registers a listener and returns what takes it off again. */
export type Subscribe = (topic: Topic, listener: () => void) => () => void;

/** Who wants to be woken after commits that wrote to a topic. */
export class Listeners {
  readonly #listeners: Record<Topic, Set<() => void>> = {
    changes: new Set(),
    histories: new Set(),
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
    this.wake('changes');
    this.wake('histories');
  }

  /** Wakes those of a topic that was named from outside; all where the name says nothing. */
  wakeNamed(topic: string): void {
    if (topic === 'changes' || topic === 'histories') this.wake(topic);
    else this.wakeAll();
  }
}
