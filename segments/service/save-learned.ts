import { summaryOf } from '../../profiles/index.ts';
import type { SegmentRow, Store } from '../../store/index.ts';
import type { CountQuality } from '../learned/clustering/choose-count.ts';
import { formLearned, type LearnedSettings } from '../learned/form-learned.ts';
import { groupingIdOf, learnedToJson } from '../learned/learned-definition.ts';
import type { Lineage } from '../learned/match-groups.ts';
import type { ProfileInput } from '../learned/profile-columns.ts';
import type { Language } from '../phrases/language.ts';
import { archiveSegment, emptySegment, referringTo } from './archive-segment.ts';
import { SegmentError } from './segment-error.ts';

/** One learned segment, and whether it was there before. */
export interface FormedSegment {
  readonly id: string;
  readonly name: string;
  readonly members: number;
  readonly change: Lineage['change'];
  /** The segments of before that it took members from, the largest share first. */
  readonly from: readonly string[];
}

/** What forming learned segments gave. */
export interface LearnedReport {
  readonly segments: readonly FormedSegment[];
  readonly profiles: number;
  /** How well the groups come back on other users: at most 1. */
  readonly stability: number;
  /** Of the profiles that were in a learned segment before, the share that is in another now. */
  readonly moved: number;
  /** Whether no groups show by themselves, so that the segments divide users by what they do most. */
  readonly compact: boolean;
  /** How well each number of groups that was tried fits the graph. */
  readonly qualities: readonly CountQuality[];
}

/** Groups are formed out of at most so many profiles; everybody is assigned to them. */
const PROFILES_READ = 20_000;

/**
 * Forms groups out of a model's profiles and stores them as segments in place of those of before. A
 * group that is one of those keeps its id and history; whatever has no heir is archived, unless rules
 * refer to it. Of a model that does not serve the segments are only laid ready for when it does.
 * @param store speaks of the model
 * @param served what everybody sees
 */
export async function saveLearned(
  store: Store,
  served: Store,
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
  const active = (await served.segments.all()).filter(({ kind }) => kind === 'LEARNED');
  const profiles = await readProfiles(store, modelId);
  const before = {
    segmentOf: await segmentsOf(served, profiles, new Set(active.map(({ id }) => id))),
    names: new Map(active.map(({ id, name }) => [id, name])),
  };
  const formed = await formLearned(profiles, language, settings, before);
  const { assignment, grouping, groups, lineages, stability, qualities, compact, seed } = formed;
  const fresh = await freshIds(store);
  const segmentIds = lineages.map(({ heirOf }) => heirOf ?? fresh());
  const groupingId = groupingIdOf(grouping);
  const were = before.segmentOf.filter((id) => id !== null).length;
  const left = before.segmentOf.filter(
    (id, profile) => id !== null && id !== segmentIds[assignment[profile]],
  );
  const moved = were === 0 ? 0 : left.length / were;
  await store.transaction(async (inside) => {
    for (const [group, { name, description, members, differences }] of groups.entries()) {
      const definition = learnedToJson({
        ...{ grouping, groupingId, segmentIds, group, seed, members, differences, qualities },
        ...{ stability, moved, lineage: lineages[group] },
      });
      const id = segmentIds[group];
      const kind = 'LEARNED';
      await inside.segments.saveVersion({ id, kind, name, description, definition, modelId, at });
    }
    const ended = active.filter(({ id }) => !segmentIds.includes(id));
    if ((await inside.models.byId(modelId))?.active) {
      for (const row of ended) await end(inside, row, modelId, at);
    } else {
      const rows = await inside.segments.all();
      const referred = ended.flatMap(({ id }) => (referringTo(id, rows).length > 0 ? [id] : []));
      await inside.segments.keepOfModel(modelId, [...segmentIds, ...referred]);
    }
  });
  return {
    segments: groups.map(({ name, members }, group) => ({
      ...{ id: segmentIds[group], name, members, change: lineages[group].change },
      from: lineages[group].ancestors.map(({ segmentId }) => segmentId),
    })),
    ...{ stability, qualities, compact, moved },
    profiles: profiles.length,
  };
}

/** Archives a segment without an heir; one that rules refer to stays, as far as it says anything. */
async function end(store: Store, row: SegmentRow, modelId: string, at: number): Promise<void> {
  const referred = referringTo(row.id, await store.segments.all()).length > 0;
  if (!referred) await archiveSegment(store, row.id, at);
  else if (row.modelId !== modelId) await emptySegment(store, row.id, at);
}

interface StoredProfile extends ProfileInput {
  readonly userId: string;
}

async function readProfiles(store: Store, modelId: string): Promise<StoredProfile[]> {
  const profiles: StoredProfile[] = [];
  for await (const rows of store.profiles.scan()) {
    for (const row of rows) {
      if (row.modelId !== modelId) continue;
      const { modalities } = summaryOf(row);
      profiles.push({ userId: row.userId, modalities, vector: Float32Array.from(row.vector) });
    }
    if (profiles.length >= PROFILES_READ) break;
  }
  return profiles.slice(0, PROFILES_READ);
}

const USERS_AT_ONCE = 1000;

/** [profiles], which of some segments each user is in; null for none. */
async function segmentsOf(
  store: Store,
  profiles: readonly StoredProfile[],
  segmentIds: ReadonlySet<string>,
): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for (let start = 0; start < profiles.length; start += USERS_AT_ONCE) {
    const userIds = profiles.slice(start, start + USERS_AT_ONCE).map(({ userId }) => userId);
    const memberships = await store.memberships.ofUsers(userIds);
    for (const userId of userIds) {
      const own = memberships.get(userId)!.find(({ segmentId, member }) => {
        return member && segmentIds.has(segmentId);
      });
      found.push(own?.segmentId ?? null);
    }
  }
  return found;
}

/** Ids that no segment ever had, archived ones included: their histories stay apart. */
async function freshIds(store: Store): Promise<() => string> {
  let last = await store.segments.lastNumber('learned-');
  return () => {
    last += 1;
    return `learned-${last}`;
  };
}
