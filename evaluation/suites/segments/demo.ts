import type { PersonTruth } from '../../../demo/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { summaryOf } from '../../../profiles/index.ts';
import { languageOf } from '../../../segments/index.ts';
import { formLearned } from '../../../segments/learned/form-learned.ts';
import type { ProfileInput } from '../../../segments/learned/profile-columns.ts';
import { type DemoShop, withDemoShop } from '../../demo-shop.ts';
import { adjustedRandIndex } from '../../metrics/index.ts';
import type { Figures, SuiteOptions } from '../../suite.ts';

interface DemoProfile extends ProfileInput {
  /** What the generator knows of the person; the model never sees it. */
  readonly truth: PersonTruth | null;
  readonly events: number;
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
  const profiles: DemoProfile[] = [];
  for await (const rows of application.services.store.profiles.scan()) {
    const truth = await truthOf(rows.map(({ userId }) => userId));
    for (const row of rows) {
      const { modalities } = summaryOf(row);
      profiles.push({
        modalities,
        vector: Float32Array.from(row.vector),
        truth: truth.get(row.userId) ?? null,
        events: modalities.reduce((sum, { events, present }) => sum + (present ? events : 0), 0),
      });
    }
  }
  return profiles;
}

/** Who can be told apart at all: with fewer events chance says as much as the life style. */
const TOLD_BY = 40;

/**
 * Groups the shop's users and compares the groups with the planted life styles: of people whose life
 * style stays the same and who are no bots, those with at least 40 events, and all of them.
 */
export async function groupDemo(profiles: readonly DemoProfile[], seed: number): Promise<Figures> {
  const language = languageOf('en', defaultModalities());
  const { assignment, groups, stability } = await formLearned(profiles, language, {
    autoencoder: { seed },
  });
  const steady = profiles.flatMap(({ truth, events }, profile) => {
    if (truth === null || truth.bot || truth.drift !== null) return [];
    return [{ events, lifeStyle: truth.lifeStyle, group: assignment[profile] }];
  });
  const agreement = (some: typeof steady) =>
    adjustedRandIndex(
      some.map(({ group }) => group),
      some.map(({ lifeStyle }) => lifeStyle),
    );
  return {
    demo_ari: agreement(steady.filter(({ events }) => events >= TOLD_BY)),
    demo_ari_all: agreement(steady),
    demo_clusters: groups.length,
    demo_stability: stability,
  };
}
