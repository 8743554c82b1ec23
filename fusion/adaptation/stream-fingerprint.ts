const START_ONE = 0x811c9dc5 | 0;
const START_TWO = 0x9e3779b9 | 0;
const PRIME_ONE = 0x01000193;
const PRIME_TWO = 0x85ebca6b;

/**
 * 64 bits of events and their items, by two sums of the kind of Fowler, Noll and Vo (1a) that take two letters at a
 * time: what tells, as far as chance allows, whether a stream is the one that was followed.
 */
export class StreamFingerprint {
  one = START_ONE;
  two = START_TWO;

  clear(): void {
    this.one = START_ONE;
    this.two = START_TWO;
  }

  /** Takes in one more event. */
  add(id: string, item: number): void {
    const { length } = id;
    let one = this.one;
    let two = this.two;
    for (let at = 0; at < length; at += 2) {
      const next = at + 1 < length ? id.charCodeAt(at + 1) << 16 : 0;
      const letters = id.charCodeAt(at) ^ next;
      one = Math.imul(one ^ letters, PRIME_ONE);
      two = Math.imul(two ^ letters, PRIME_TWO);
      // Multiplying carries upwards only.
      one ^= one >>> 15;
      two ^= two >>> 13;
    }
    // With its length, so that no id runs over into what follows it.
    one = Math.imul(Math.imul(one ^ length, PRIME_ONE) ^ item, PRIME_ONE);
    two = Math.imul(Math.imul(two ^ length, PRIME_TWO) ^ item, PRIME_TWO);
    this.one = one ^ (one >>> 15);
    this.two = two ^ (two >>> 13);
  }

  isSameAs({ one, two }: StreamFingerprint): boolean {
    return this.one === one && this.two === two;
  }
}
