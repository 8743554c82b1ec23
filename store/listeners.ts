/** Who wants to be woken after commits that wrote changes. */
export class Listeners {
  readonly #listeners = new Set<() => void>();

  add(listener: () => void): () => void {
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  wake(): void {
    // Later, so that whoever committed goes on first and no listener's failure reaches it.
    for (const listener of this.#listeners) setImmediate(listener);
  }
}
