import { DOUBLE, Kernels } from './kernels.ts';

/**
 * Room in the kernels' memory for many owners, one behind the other. Nobody says when they need it no more, so once it
 * is full all of them leave, and whoever is asked again comes in anew.
 */
export class Arena {
  #kernels: Kernels | null = null;
  #room: number;
  #used = 0;
  #leaving: (() => void)[] = [];

  /** @param room doubles; four times what one owner asks for, where that is more */
  constructor(room: number) {
    this.#room = room;
  }

  get run(): Kernels['run'] {
    this.#kernels ??= new Kernels();
    return this.#kernels.run;
  }

  /**
   * Some doubles of the memory, holding whatever was there.
   * @param onLeave told before they are somebody else's
   */
  take(count: number, onLeave: () => void): Float64Array {
    this.#kernels ??= new Kernels();
    const room = Math.max(this.#room, 4 * count);
    if (room > this.#room || this.#used + count > room) this.#clear();
    // First what may fail: who is too large for the machine is not to stand in the way of others.
    const memory = this.#kernels.doubles(room);
    this.#room = room;
    const from = this.#used;
    this.#used += count;
    this.#leaving.push(onLeave);
    return memory.subarray(from, this.#used);
  }

  #clear(): void {
    for (const leave of this.#leaving) leave();
    this.#leaving = [];
    this.#used = 0;
  }
}

/** Where numbers lie in the memory that they are of, in bytes. */
export function placeOf(numbers: Float64Array, index = 0): number {
  return numbers.byteOffset + index * DOUBLE;
}
