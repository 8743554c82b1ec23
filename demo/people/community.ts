import type { Random } from '../random.ts';
import { LIFE_STYLES } from './life-styles.ts';

const SMALLEST = 24;
const LARGEST = 56;
const PEOPLE_PER_RING = 400;
const RING_SIZES = [4, 5, 6, 7];

/** People who mostly know one another; the shop is generated one community at a time. */
export interface Community {
  readonly index: number;
  /** People `first` to `first + size - 1` belong to it. */
  readonly first: number;
  readonly size: number;
  /** The style that most of its people share. */
  readonly lifeStyle: number;
  readonly neighbourhood: number;
  /** The card that the community's fraud ring pays with; empty where it has none. */
  readonly ringPayment: string;
  fraudRingOf(person: number): number | null;
}

/** Lays communities over all people, and fraud rings evenly over communities. */
export function layCommunities(random: Random, users: number, neighbourhoods: number): Community[] {
  const sizes: number[] = [];
  for (let left = users; left > 0; ) {
    const drawn = SMALLEST + random.below(LARGEST - SMALLEST + 1);
    // A rest too small to be a community of its own joins the last one.
    const size = left - drawn < SMALLEST ? left : drawn;
    sizes.push(size);
    left -= size;
  }
  const rings = Math.max(1, Math.round(users / PEOPLE_PER_RING));
  const ringAt = new Map<number, number>();
  for (let ring = 0; ring < rings; ring++) {
    ringAt.set(Math.floor(((ring + 0.5) * sizes.length) / rings), ring);
  }
  let first = 0;
  return sizes.map((size, index) => {
    const start = first;
    first += size;
    const ring = ringAt.get(index) ?? null;
    const ringSize = ring === null ? 0 : Math.min(random.pick(RING_SIZES), Math.floor(size / 4));
    return {
      index,
      first: start,
      size,
      lifeStyle: random.weighted(LIFE_STYLES.map(({ share }) => share)),
      neighbourhood: random.below(neighbourhoods),
      ringPayment: ring === null ? '' : `card-${random.hex(10)}`,
      fraudRingOf: (person) => (person >= start + size - ringSize ? ring : null),
    };
  });
}
