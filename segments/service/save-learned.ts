import { summaryOf } from '../../profiles/index.ts';
import type { Store } from '../../store/index.ts';
import type { CountQuality } from '../learned/clustering/choose-count.ts';
import { formLearned, type LearnedSettings } from '../learned/form-learned.ts';
import { groupingIdOf, learnedToJson } from '../learned/learned-definition.ts';
import type { ProfileInput } from '../learned/profile-columns.ts';
import type { Language } from '../phrases/language.ts';
import { archiveSegment } from './archive-segment.ts';
import { SegmentError } from './segment-error.ts';

/** What forming learned segments gave. */
export interface LearnedReport {
  readonly segmentIds: readonly string[];
  readonly profiles: number;
  /** How well each number of segments that was tried fits. */
  readonly qualities: readonly CountQuality[];
}

/** Groups are formed out of at most so many profiles; everybody is assigned to them. */
const PROFILES_READ = 20_000;

/** Forms groups out of a model's profiles and stores them as segments, ending those of before. */
export async function saveLearned(
  store: Store,
  modelId: string | null,
  language: Language,
  settings: LearnedSettings,
  at: number,
): Promise<LearnedReport> {
  if (modelId === null) {
    throw new SegmentError(
      'Learned segments need a trained model. Train one first: portrait train.',
    );
  }
  const profiles = await readProfiles(store, modelId);
  const { grouping, groups, qualities, seed } = await formLearned(profiles, language, settings);
  const segmentIds = groups.map((_, group) => `learned-${group + 1}`);
  const groupingId = groupingIdOf(grouping);
  await store.transaction(async (inside) => {
    for (const [group, { name, description, members, differences }] of groups.entries()) {
      const definition = learnedToJson({
        ...{ grouping, groupingId, segmentIds, group, seed, members, differences, qualities },
      });
      const id = segmentIds[group];
      const kind = 'LEARNED';
      await inside.segments.saveVersion({ id, kind, name, description, definition, modelId, at });
    }
    for (const { id, kind } of await inside.segments.all()) {
      if (kind === 'LEARNED' && !segmentIds.includes(id)) await archiveSegment(inside, id, at);
    }
  });
  return { segmentIds, profiles: profiles.length, qualities };
}

async function readProfiles(store: Store, modelId: string): Promise<ProfileInput[]> {
  const profiles: ProfileInput[] = [];
  for await (const rows of store.profiles.scan()) {
    for (const row of rows) {
      if (row.modelId !== modelId) continue;
      const { modalities } = summaryOf(row);
      profiles.push({ modalities, vector: Float32Array.from(row.vector) });
    }
    if (profiles.length >= PROFILES_READ) break;
  }
  return profiles.slice(0, PROFILES_READ);
}
