import path from 'node:path';
import type { Activity } from '../behaviour/activity.ts';
import type { Friendship } from '../people/friendships.ts';
import { LIFE_STYLES } from '../people/life-styles.ts';
import type { Person, Stage } from '../people/person.ts';
import type { Catalogue } from '../shop/catalogue.ts';
import { CATEGORY_TREES } from '../shop/category-trees.ts';
import type { Point } from '../shop/city.ts';
import { SHOP_END, SHOP_START } from '../time.ts';
import { LineFile } from './line-file.ts';

/** What was planted about one person. */
export interface PersonTruth {
  readonly customerIds: readonly string[];
  readonly community: number;
  readonly lifeStyle: string;
  readonly drift: { readonly at: number; readonly to: string } | null;
  readonly priceLevel: number;
  readonly home: Point;
  readonly work: Point | null;
  readonly stage: Stage;
  /** Whether the person stops being a customer. */
  readonly lapses: boolean;
  readonly fadesAt: number | null;
  readonly fraudRing: number | null;
  readonly bot: boolean;
  readonly duplicate: boolean;
  readonly friends: readonly string[];
  /** Purchases that a friend's purchase caused. */
  readonly influenced: readonly {
    readonly at: number;
    readonly sku: string;
    readonly by: string;
  }[];
}

/** The content of `truth.json`. */
export interface Truth {
  readonly seed: number;
  readonly start: number;
  readonly end: number;
  readonly lifeStyles: readonly {
    readonly name: string;
    readonly definedBy: string;
    readonly share: number;
    readonly priceLevel: number;
    readonly tastes: Readonly<Record<string, number>>;
  }[];
  readonly users: readonly PersonTruth[];
}

/** Writes `truth.json`, a user a line, beside the shop's files: for tests only, never read by Portrait. */
export class TruthFile {
  private readonly file: LineFile;
  private separator = '';

  constructor(folder: string, seed: number) {
    this.file = new LineFile(path.join(folder, 'truth.json'));
    const lifeStyles = LIFE_STYLES.map(({ name, definedBy, share, priceLevel, tastes }) => ({
      name,
      definedBy,
      share,
      priceLevel,
      tastes: Object.fromEntries(CATEGORY_TREES.map((tree, index) => [tree.name, tastes[index]!])),
    }));
    const head: Omit<Truth, 'users'> = { seed, start: SHOP_START, end: SHOP_END, lifeStyles };
    this.file.line(`${JSON.stringify(head).slice(0, -1)},"users":[`);
  }

  write(
    person: Person,
    activity: Activity,
    friendships: readonly Friendship[],
    catalogue: Catalogue,
    firstCustomerId: (index: number) => string,
  ): void {
    const { index, drift } = person;
    const truth: PersonTruth = {
      customerIds: person.customerIds,
      community: person.community,
      lifeStyle: LIFE_STYLES[person.lifeStyle]!.name,
      drift: drift === null ? null : { at: drift.at, to: LIFE_STYLES[drift.to]!.name },
      priceLevel: Math.round(person.priceLevel * 1000) / 1000,
      home: person.home,
      work: person.work,
      stage: person.stage,
      lapses: person.stage === 'lapsing' || person.stage === 'lapsed',
      fadesAt: person.fadesAt,
      fraudRing: person.fraudRing,
      bot: person.bot,
      duplicate: person.customerIds.length > 1,
      friends: friendships
        .filter(({ left, right }) => left === index || right === index)
        .map(({ left, right }) => firstCustomerId(left === index ? right : left)),
      influenced: activity.purchases
        .filter(({ causedBy }) => causedBy !== null)
        .map(({ at, item, causedBy }) => ({
          at,
          sku: catalogue.items[item]!.sku,
          by: firstCustomerId(causedBy!),
        })),
    };
    this.file.line(`${this.separator}${JSON.stringify(truth)}`);
    this.separator = ',';
  }

  close(): void {
    this.file.line(']}');
    this.file.close();
  }
}
