import type { Language } from '../phrases/language.ts';
import { assign } from './assign.ts';
import type { CountQuality } from './clustering/choose-count.ts';
import { differencesOf, originalMeans } from './differences.ts';
import { encoderInput } from './encoder-input.ts';
import { formGroups } from './form-groups.ts';
import type { LearnedGrouping } from './learned-definition.ts';
import { type Lineage, matchGroups, type SegmentsBefore } from './match-groups.ts';
import {
  fitColumns,
  type ProfileColumn,
  type ProfileInput,
  standardise,
} from './profile-columns.ts';
import { type LearnedGroup, tellGroups } from './tell-groups.ts';
import { AUTOENCODER_DEFAULTS, type AutoencoderSettings } from './train-autoencoder.ts';

export interface LearnedSettings {
  /** The number of segments; chosen within `range` where it is not given. */
  readonly count?: number;
  readonly range?: readonly [number, number];
  readonly autoencoder?: Partial<AutoencoderSettings>;
}

export interface FormedGrouping {
  readonly grouping: LearnedGrouping;
  readonly groups: readonly LearnedGroup[];
  /** [profiles], the group of each, those included that the groups were not formed of. */
  readonly assignment: readonly number[];
  /** [groups], which segment of before each is. */
  readonly lineages: readonly Lineage[];
  /** How well the groups come back on other users: at most 1. */
  readonly stability: number;
  readonly qualities: readonly CountQuality[];
  /** Whether the graph showed no groups, so that these just divide users by what they do most. */
  readonly compact: boolean;
  readonly seed: number;
}

/** Too few users to form groups of. */
export class TooFewProfilesError extends Error {
  override readonly name = 'TooFewProfilesError';

  constructor(found: number) {
    super(
      `Learned segments need at least ${FEWEST_PROFILES} profiles that differ, found ${found}. ` +
        'Take in more data first, or describe the segment by a rule.',
    );
  }
}

export const FEWEST_PROFILES = 20;
const DEFAULT_RANGE = [3, 10] as const;
/** Users with fewer events are told apart by chance as much as by what they do. */
const EVENTFUL = 20;
/** Groups are found among eventful users alone where there are at least so many. */
const ENOUGH_EVENTFUL = 200;

/**
 * Finds groups of users: features and fused vectors through a denoising autoencoder, the
 * latent at length 1, groups in the graph of neighbours, and a head that tells them apart for
 * anybody. Groups are found among users with enough events, and everybody is assigned.
 * Largest group first; deterministic by seed. A group that is a segment of before keeps that
 * segment's name while the name still fits.
 * @throws {TooFewProfilesError} for fewer than 20 profiles or where all are alike
 */
export async function formLearned(
  profiles: readonly ProfileInput[],
  language: Language,
  settings: LearnedSettings = {},
  before: SegmentsBefore = nothingBefore(profiles.length),
): Promise<FormedGrouping> {
  const autoencoder = { ...AUTOENCODER_DEFAULTS, ...settings.autoencoder };
  const { labelOf, phrases } = language;
  const isShare = (modality: string, feature: string) =>
    labelOf(modality, feature).unit === 'percent';
  const basis = eventful(profiles);
  const columns = fitColumns(basis, isShare);
  if (profiles.length < FEWEST_PROFILES || columns.length === 0) {
    throw new TooFewProfilesError(columns.length === 0 ? 0 : profiles.length);
  }
  const inputs = basis.map((profile) => encoderInput(columns, profile));
  const counts = countsOf(settings, basis.length);
  const { encoder, head, count, stability, qualities, compact } = await formGroups(
    inputs,
    blocksOf(columns),
    counts,
    autoencoder,
  );
  const grouping = { columns, encoder, head };
  const assigned = profiles.map((profile) => assign(grouping, profile).group);
  const rows = profiles.map((profile) => standardise(columns, profile));
  const means = originalMeans(columns, profiles, labelOf);
  const everybody = means.of([...profiles.keys()]);
  const comparison = { columns, rows, means, everybody, labelOf };
  const groups = Array.from({ length: count }, (_, group) => {
    const members = assigned.flatMap((own, index) => (own === group ? [index] : []));
    const differences = differencesOf(comparison, members);
    return { members: members.length, differences };
  });
  const lineages = matchGroups(before, assigned, count);
  const names = lineages.map(({ heirOf }) => before.names.get(heirOf ?? '') ?? null);
  return {
    grouping,
    groups: tellGroups(groups, profiles.length, phrases, names),
    ...{ assignment: assigned, lineages, stability, qualities, compact },
    seed: autoencoder.seed,
  };
}

function nothingBefore(profiles: number): SegmentsBefore {
  return { segmentOf: new Array<null>(profiles).fill(null), names: new Map() };
}

function countsOf({ count, range = DEFAULT_RANGE }: LearnedSettings, users: number): number[] {
  if (count !== undefined) {
    if (!Number.isInteger(count) || count < 2 || count > users) {
      throw new RangeError(
        `The number of learned segments must be from 2 to ${users}, got ${count}.`,
      );
    }
    return [count];
  }
  const [low, high] = range;
  return Array.from({ length: high - low + 1 }, (_, index) => low + index).filter(
    (candidate) => candidate >= 2 && candidate <= users / 4,
  );
}

function eventful(profiles: readonly ProfileInput[]): readonly ProfileInput[] {
  const found = profiles.filter(({ modalities }) => {
    return modalities.reduce((sum, { events }) => sum + events, 0) >= EVENTFUL;
  });
  return found.length >= ENOUGH_EVENTFUL ? found : profiles;
}

/** [columns], the modality of each as a number; the fused vector is one more. */
export function blocksOf(columns: readonly ProfileColumn[]): Int32Array {
  const names = [...new Set(columns.map(({ modality }) => modality))];
  return Int32Array.from(columns, ({ modality }) => names.indexOf(modality));
}
