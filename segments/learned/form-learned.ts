import { RandomSource } from '../../fusion/index.ts';
import type { Language } from '../phrases/language.ts';
import { assignRow } from './assign.ts';
import { type CountQuality, chooseCount } from './choose-count.ts';
import { differencesOf, originalMeans } from './differences.ts';
import { encodeLatent } from './latent-encoder.ts';
import type { LearnedGrouping } from './learned-definition.ts';
import { fitColumns, type ProfileInput, standardise } from './profile-columns.ts';
import { type LearnedGroup, tellGroups } from './tell-groups.ts';
import {
  AUTOENCODER_DEFAULTS,
  type AutoencoderSettings,
  trainAutoencoder,
} from './train-autoencoder.ts';

export interface LearnedSettings {
  /** The number of segments; chosen within `range` where it is not given. */
  readonly count?: number;
  readonly range?: readonly [number, number];
  readonly autoencoder?: Partial<AutoencoderSettings>;
}

export interface FormedGrouping {
  readonly grouping: LearnedGrouping;
  readonly groups: readonly LearnedGroup[];
  readonly qualities: readonly CountQuality[];
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
const DEFAULT_RANGE = [3, 8] as const;

/**
 * Finds groups of users: standardised features and fused vectors through a denoising autoencoder, the
 * latent at length 1, k-means++ with restarts. Largest group first; deterministic by seed.
 * @throws {TooFewProfilesError} for fewer than 20 profiles or where all are alike
 */
export async function formLearned(
  profiles: readonly ProfileInput[],
  language: Language,
  settings: LearnedSettings = {},
): Promise<FormedGrouping> {
  const autoencoder = { ...AUTOENCODER_DEFAULTS, ...settings.autoencoder };
  const columns = fitColumns(profiles);
  if (profiles.length < FEWEST_PROFILES || columns.length === 0) {
    throw new TooFewProfilesError(columns.length === 0 ? 0 : profiles.length);
  }
  const rows = profiles.map((profile) => standardise(columns, profile));
  const encoder = await trainAutoencoder(rows, autoencoder);
  const points = rows.map((row) => encodeLatent(encoder, row));
  const counts = countsOf(settings, profiles.length);
  const random = RandomSource.fromSeed(autoencoder.seed);
  const { clustering, qualities } = chooseCount(points, counts, random);
  const centres = bySize(clustering.centres, clustering.assignment);
  const spread = clustering.inertia / points.length;
  const grouping = { columns, encoder, centres, spread };
  const assigned = rows.map((row) => assignRow(grouping, row).group);
  const { labelOf, phrases } = language;
  const means = originalMeans(columns, profiles, labelOf);
  const everybody = means.of([...profiles.keys()]);
  const comparison = { columns, rows, means, everybody, labelOf };
  const groups = centres.map((_, group) => {
    const members = assigned.flatMap((own, index) => (own === group ? [index] : []));
    const differences = differencesOf(comparison, members);
    return { members: members.length, differences };
  });
  return {
    grouping,
    groups: tellGroups(groups, profiles.length, phrases),
    qualities,
    seed: autoencoder.seed,
  };
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
    (candidate) => candidate >= 2 && candidate <= users / 2,
  );
}

function bySize(centres: readonly Float32Array[], assignment: Int32Array): Float32Array[] {
  const sizes = centres.map((_, group) => assignment.filter((own) => own === group).length);
  return centres
    .map((centre, group) => ({ centre, size: sizes[group] }))
    .sort((left, right) => right.size - left.size)
    .map(({ centre }) => centre);
}
