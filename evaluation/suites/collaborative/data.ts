import { SparseMatrix } from '../../../fusion/linear/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

/** Who has what, without times, as indices that were drawn anew: an order of appearance tells the future. */
export interface CollaborativeData {
  readonly items: number;
  /** Each user's known items, and those to be found. */
  readonly known: readonly Int32Array[];
  readonly test: readonly Int32Array[];
  /** Rows of each user's friends; null where the data have none. */
  readonly friends: readonly Int32Array[] | null;
}

/** One pair of a user and an item, by the numbers of the files. */
export interface Pair {
  readonly user: number;
  readonly item: number;
}

/**
 * Brings pairs into lists by user, with item numbers drawn by the seed.
 * @param items how many items there are; their numbers are 0 to items - 1
 */
export function collaborativeData(
  size: { readonly users: number; readonly items: number },
  parts: { readonly train: readonly Pair[]; readonly test: readonly Pair[] },
  friends: readonly (readonly [number, number])[] | null,
  seed: number,
): CollaborativeData {
  const numbers = RandomSource.fromSeed(seed).shuffle(
    Int32Array.from({ length: size.items }, (_, item) => item),
  );
  const lists = (pairs: readonly Pair[]): Int32Array[] => {
    const sets = Array.from({ length: size.users }, () => new Set<number>());
    for (const { user, item } of pairs) sets[user].add(numbers[item]);
    return sets.map((own) => Int32Array.from(own).sort());
  };
  return {
    items: size.items,
    known: lists(parts.train),
    test: lists(parts.test),
    friends: friends && friendLists(size.users, friends),
  };
}

function friendLists(users: number, pairs: readonly (readonly [number, number])[]): Int32Array[] {
  const sets = Array.from({ length: users }, () => new Set<number>());
  for (const [left, right] of pairs) {
    if (left === right) continue;
    sets[left].add(right);
    sets[right].add(left);
  }
  return sets.map((own) => Int32Array.from(own).sort());
}

/** Users by items, 1 where a user has an item. */
export function matrixOf(lists: readonly Int32Array[], items: number): SparseMatrix {
  return SparseMatrix.fromRows(
    items,
    lists.map((indices) => ({ indices, values: new Float32Array(indices.length).fill(1) })),
  );
}

/** One part of every user's items held out, the rest kept. */
export interface HoldOut {
  readonly kept: readonly Int32Array[];
  readonly held: readonly Int32Array[];
}

/** Cuts every user's items into parts at random and holds out each part once. */
export function holdOuts(lists: readonly Int32Array[], parts: number, seed: number): HoldOut[] {
  const random = RandomSource.fromSeed(seed);
  const partOf = lists.map((own) => {
    const first = random.below(parts);
    const order = random.shuffle(Int32Array.from(own.keys()));
    const part = new Uint8Array(own.length);
    order.forEach((place, turn) => {
      part[place] = (first + turn) % parts;
    });
    return part;
  });
  return Array.from({ length: parts }, (_, part) => ({
    kept: lists.map((own, user) => own.filter((_, place) => partOf[user][place] !== part)),
    held: lists.map((own, user) => own.filter((_, place) => partOf[user][place] === part)),
  }));
}
