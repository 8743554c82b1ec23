/** Whoever did nothing for so long makes room first. */
const GONE_AFTER_MS = 30 * 86_400_000;
/** One more than the largest hash. */
const HASHES = 2 ** 32;

interface Seen {
  /** When the user did something last, in milliseconds since the epoch. */
  seenAt: number;
}

/**
 * Something kept of each user of a sample that always fits: those whose hash lies below a threshold, which halves
 * when there would be too many. Who is in it depends on their ids alone, so the sample stays a fair one of all
 * users, those who come seldom too, where a cache of the last ones would hold whoever comes again soon.
 */
export class UserSample<Kept extends Seen> {
  readonly #kept = new Map<string, Kept>();
  readonly #most: number;
  #share = 1;

  /** @param most users of whom something is kept at a time */
  constructor(most: number) {
    this.#most = most;
  }

  /** Users of whom something is kept. */
  get users(): number {
    return this.#kept.size;
  }

  /** Of all users, above 0 and at most 1: the chance that one belongs to the sample. */
  get share(): number {
    return this.#share;
  }

  has(userId: string): boolean {
    return hashOf(userId) < this.#share * HASHES;
  }

  get(userId: string): Kept | undefined {
    return this.#kept.get(userId);
  }

  values(): Iterable<Kept> {
    return this.#kept.values();
  }

  /**
   * Keeps something of a user of the sample, who may have to leave it at once for want of room; nothing of one
   * who would be the first to leave.
   * @param now in milliseconds since the epoch
   */
  set(userId: string, kept: Kept, now: number): void {
    if (isGone(kept, now)) return;
    this.#kept.set(userId, kept);
    if (this.#kept.size > this.#most) this.#makeRoom(now);
  }

  clear(): void {
    this.#kept.clear();
    this.#share = 1;
  }

  /** Seldom, for it leaves a quarter free at least. */
  #makeRoom(now: number): void {
    for (const [userId, kept] of this.#kept) {
      if (isGone(kept, now)) this.#kept.delete(userId);
    }
    while (this.#kept.size > 0.75 * this.#most) {
      this.#share /= 2;
      for (const userId of this.#kept.keys()) {
        if (!this.has(userId)) this.#kept.delete(userId);
      }
    }
  }
}

function isGone({ seenAt }: Seen, now: number): boolean {
  return now - seenAt > GONE_AFTER_MS;
}

/** FNV-1a with the last mixing of MurmurHash3, 32 bits: its high bits depend on every character. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
