import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration } from '../../../config/index.ts';
import { defaultConnectors } from '../../../connectors/index.ts';
import { generateShop, type PersonTruth } from '../../../demo/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { summaryOf } from '../../../profiles/index.ts';
import { languageOf } from '../../../segments/index.ts';
import { assign } from '../../../segments/learned/assign.ts';
import { formLearned } from '../../../segments/learned/form-learned.ts';
import type { ProfileInput } from '../../../segments/learned/profile-columns.ts';
import { Application } from '../../../server/index.ts';
import type { Store } from '../../../store/index.ts';
import { adjustedRandIndex } from '../../metrics/index.ts';
import type { Figures, SuiteOptions } from '../../suite.ts';

interface DemoProfile extends ProfileInput {
  /** What the generator knows of the person; the model never sees it. */
  readonly truth: PersonTruth | null;
  readonly events: number;
}

/** Profiles of the demo shop, made by the whole house from its files on. */
export async function demoProfiles(
  seed: number,
  users: number,
  { signal = new AbortController().signal, onProgress = () => undefined }: SuiteOptions,
): Promise<DemoProfile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'portrait-demo-'));
  try {
    onProgress(`Making a demo shop of ${users} users, seed ${seed}`);
    await generateShop({ seed, users, folder });
    const connectors = defaultConnectors();
    const configuration = await loadConfiguration(join(folder, 'portrait.yaml'), { connectors });
    const log = () => undefined;
    const application = await Application.open({
      ...{ configuration, folder: join(folder, 'store'), clock: Date.now, log },
    });
    try {
      onProgress('Taking in its sources and training');
      for (const { id } of configuration.sources) {
        await application.sync(id, { signal, onProgress: () => undefined });
      }
      await application.train({ signal, onProgress: () => undefined });
      const text = await readFile(join(folder, 'truth.json'), 'utf8');
      return await readProfiles(application.services.store, JSON.parse(text).users);
    } finally {
      await application.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readProfiles(store: Store, people: readonly PersonTruth[]): Promise<DemoProfile[]> {
  const byCustomer = new Map(
    people.flatMap((person) => person.customerIds.map((id) => [id, person] as const)),
  );
  const profiles: DemoProfile[] = [];
  for await (const rows of store.profiles.scan()) {
    const ids = await store.users.externalIds(rows.map(({ userId }) => userId));
    for (const row of rows) {
      const customer = (ids.get(row.userId) ?? []).find(({ kind }) => kind === 'customer');
      const { modalities } = summaryOf(row);
      profiles.push({
        modalities,
        vector: Float32Array.from(row.vector),
        truth: byCustomer.get(customer?.value ?? '') ?? null,
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
  const { grouping, groups, stability } = await formLearned(profiles, language, {
    autoencoder: { seed },
  });
  const steady = profiles.filter(({ truth }) => truth && !truth.bot && truth.drift === null);
  const agreement = (some: readonly DemoProfile[]) =>
    adjustedRandIndex(
      some.map((profile) => assign(grouping, profile).group),
      some.map(({ truth }) => truth?.lifeStyle),
    );
  return {
    demo_ari: agreement(steady.filter(({ events }) => events >= TOLD_BY)),
    demo_ari_all: agreement(steady),
    demo_clusters: groups.length,
    demo_stability: stability,
  };
}
