import { catalogueScores, mean, pairedBootstrap, rankingScores } from '../metrics/index.ts';
import type { Figures } from '../suite.ts';

/** Of fewer users a mean says nothing. */
const SMALLEST_GROUP = 20;

/** What users' lists are worth, user by user, and the lists. */
export class ListScores {
  readonly lists: number[][] = [];
  readonly recall: number[] = [];
  readonly ndcg: number[] = [];
  readonly hit: number[] = [];

  constructor(readonly length: number) {}

  /** @param list best first, at most `length` items */
  add(list: number[], relevant: ReadonlySet<number>): void {
    const { recall, ndcg, hit } = rankingScores(list, relevant, this.length);
    this.lists.push(list);
    this.recall.push(recall);
    this.ndcg.push(ndcg);
    this.hit.push(hit);
  }

  /** `recall@20` and `ndcg@20`, or for one relevant item a user `hr@10` and `ndcg@10`. */
  figures(first: 'recall' | 'hr'): Figures {
    return {
      [`${first}@${this.length}`]: mean(first === 'hr' ? this.hit : this.recall),
      [`ndcg@${this.length}`]: mean(this.ndcg),
    };
  }

  /**
   * NDCG for the third of the users with the fewest known items, the middle one and that with the most.
   * @param activity known items of each user, in the order in which their lists were added
   */
  byActivity(activity: readonly number[]): Figures {
    const order = [...activity.keys()].sort((left, right) => activity[left] - activity[right]);
    const third = Math.ceil(order.length / 3);
    const groups = ['users_with_few_items', 'users_with_some_items', 'users_with_many_items'];
    return Object.fromEntries(
      groups.map((group, at) => {
        const own = order.slice(at * third, (at + 1) * third);
        return [`ndcg@${this.length}_of_${group}`, mean(own.map((user) => this.ndcg[user]))];
      }),
    );
  }

  /**
   * NDCG for each group of users with its interval, such as `ndcg@10_of_gender_f`; too small a group, and
   * users of whom it is not known, are left out.
   * @param kind what users are told apart by
   * @param groups of each user, in the order in which their lists were added; null where it is not known
   */
  byGroup(kind: string, groups: readonly (string | null)[]): Figures {
    const users = new Map<string, number[]>();
    groups.forEach((group, user) => {
      if (group !== null) users.set(group, [...(users.get(group) ?? []), user]);
    });
    const known = [...users].filter(([, own]) => own.length >= SMALLEST_GROUP).sort();
    return Object.fromEntries(
      known.flatMap(([group, own]) => {
        const scores = own.map((user) => this.ndcg[user]);
        const { difference, low, high } = pairedBootstrap(scores, new Float64Array(own.length), {
          seed: 1,
        });
        const name = `ndcg@${this.length}_of_${kind}_${group}`;
        return [
          [name, difference],
          [`${name}_low`, low],
          [`${name}_high`, high],
        ];
      }),
    );
  }

  /** How the lists spread over the catalogue. */
  diversity(popularity: ArrayLike<number>, users: number): Figures {
    const counts = new Map(Array.from(popularity, (count, item) => [String(item), count]));
    const lists = this.lists.map((list) => list.map(String));
    const { coverage, gini, novelty } = catalogueScores(lists, counts, users);
    return {
      [`coverage@${this.length}`]: coverage,
      [`gini@${this.length}`]: gini,
      [`novelty@${this.length}`]: novelty,
    };
  }
}

/** By how much the NDCG of the first, averaged over seeds, is above the other's, with its interval. */
export function gainOver(name: string, ours: readonly ListScores[], other: ListScores): Figures {
  const { length } = other;
  const average = other.ndcg.map((_, user) => mean(ours.map(({ ndcg }) => ndcg[user])));
  const { difference, low, high } = pairedBootstrap(average, other.ndcg, { seed: 1 });
  return {
    [`ndcg@${length}_over_${name}`]: difference,
    [`ndcg@${length}_over_${name}_low`]: low,
    [`ndcg@${length}_over_${name}_high`]: high,
  };
}
