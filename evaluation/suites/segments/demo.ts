import type { PersonTruth } from '../../../demo/index.ts';
import { defaultModalities, type Item } from '../../../fusion/index.ts';
import { historiesOf, summaryOf } from '../../../profiles/index.ts';
import { languageOf } from '../../../segments/index.ts';
import { formLearned } from '../../../segments/learned/form-learned.ts';
import type { ProfileInput } from '../../../segments/learned/profile-columns.ts';
import { type DemoShop, withDemoShop } from '../../demo-shop.ts';
import { adjustedRandIndex } from '../../metrics/index.ts';
import type { Figures, SuiteOptions } from '../../suite.ts';
import { LifeStyleBayes } from './life-style-bayes.ts';

interface DemoProfile extends ProfileInput {
  /** What the generator knows of the person; the model never sees it. */
  readonly truth: PersonTruth | null;
  readonly events: number;
  /** The life style that a classifier guesses which knows the generator. */
  readonly guess: string;
}

/** Profiles of the demo shop, made by the whole house from its files on. */
export function demoProfiles(
  seed: number,
  users: number,
  options: SuiteOptions,
): Promise<DemoProfile[]> {
  return withDemoShop({ seed, users }, options, readProfiles);
}

async function readProfiles({ application, truthOf }: DemoShop): Promise<DemoProfile[]> {
  const { store } = application.services;
  const profiles: DemoProfile[] = [];
  const items = new Map<string, Item>();
  for await (const page of store.items.all()) for (const item of page) items.set(item.id, item);
  const bayes = new LifeStyleBayes(items);
  for await (const rows of store.profiles.scan()) {
    const userIds = rows.map(({ userId }) => userId);
    const truth = await truthOf(userIds);
    const histories = await historiesOf(store, userIds);
    for (const [place, row] of rows.entries()) {
      const { modalities } = summaryOf(row);
      profiles.push({
        modalities,
        vector: Float32Array.from(row.vector),
        truth: truth.get(row.userId) ?? null,
        events: modalities.reduce((sum, { events, present }) => sum + (present ? events : 0), 0),
        guess: bayes.guess(histories[place]),
      });
    }
  }
  return profiles;
}

/** Who can be told apart at all: with fewer events chance says as much as the life style. */
const TOLD_BY = 40;

/**
 * Groups the shop's users and compares the groups with the planted life styles: of people whose life
 * style stays the same and who are no bots, those with at least 40 events, and all of them. The ceilings
 * are what a classifier reaches that knows how the generator makes each life style do things.
 */
export async function groupDemo(profiles: readonly DemoProfile[], seed: number): Promise<Figures> {
  const language = languageOf('en', defaultModalities());
  const { assignment, groups, stability } = await formLearned(profiles, language, {
    autoencoder: { seed },
  });
  const steady = profiles.flatMap(({ truth, events, guess }, profile) => {
    if (truth === null || truth.bot || truth.drift !== null) return [];
    return [{ events, guess, lifeStyle: truth.lifeStyle, group: assignment[profile] }];
  });
  const told = steady.filter(({ events }) => events >= TOLD_BY);
  const agreement = (some: typeof steady, of: 'group' | 'guess') =>
    adjustedRandIndex<number | string, string>(
      some.map((person) => person[of]),
      some.map(({ lifeStyle }) => lifeStyle),
    );
  return {
    demo_ari: agreement(told, 'group'),
    demo_ari_ceiling: agreement(told, 'guess'),
    demo_ari_all: agreement(steady, 'group'),
    demo_ari_all_ceiling: agreement(steady, 'guess'),
    demo_clusters: groups.length,
    demo_stability: stability,
  };
}
