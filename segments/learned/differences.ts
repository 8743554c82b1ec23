import type { FeatureLabel } from '../../fusion/index.ts';
import type { NamedDifference } from '../phrases/phrases.ts';
import type { ProfileColumn, ProfileInput } from './profile-columns.ts';

/** Smaller differences than this, in standard deviations, are not worth a word. */
const NOTICEABLE = 0.25;
/** Ratios within these bounds and shares nearer than this are no difference to people. */
const SAME_RATIO = [0.87, 1.15] as const;
const SAME_SHARE = 0.03;
/** Having less of something tells less than having more of it. */
const LESS = 0.7;

export type LabelOf = (modality: string, feature: string) => FeatureLabel;

/** Means of the features in their original units, over those who have them. */
export interface OriginalMeans {
  /** [columns]; NaN where nobody has the feature. */
  of(members: readonly number[]): Float64Array;
}

/** Reads the features of all profiles in their original units: what was a logarithm is none any more. */
export function originalMeans(
  columns: readonly ProfileColumn[],
  profiles: readonly ProfileInput[],
  labelOf: LabelOf,
): OriginalMeans {
  const logarithm = columns.map(
    ({ modality, feature }) => modality !== null && labelOf(modality, feature).logarithm,
  );
  const places = new Map(
    columns.map(({ modality, feature }, column) => [`${modality}\0${feature}`, column]),
  );
  return {
    of(members) {
      const sums = new Float64Array(columns.length);
      const counts = new Float64Array(columns.length);
      for (const member of members) {
        for (const { name, present, features } of profiles[member].modalities) {
          if (!present) continue;
          for (const { name: feature, value } of features) {
            const column = places.get(`${name}\0${feature}`);
            if (column === undefined || !Number.isFinite(value)) continue;
            sums[column] += logarithm[column] ? Math.expm1(value) : value;
            counts[column] += 1;
          }
        }
      }
      return sums.map((sum, column) => sum / counts[column]);
    },
  };
}

/** What members are compared by. */
export interface Comparison {
  readonly columns: readonly ProfileColumn[];
  /** [users][columns], standardised over everybody. */
  readonly rows: readonly Float32Array[];
  readonly means: OriginalMeans;
  /** [columns], the means of everybody. */
  readonly everybody: Float64Array;
  readonly labelOf: LabelOf;
}

/**
 * What sets members apart from everybody: the features whose means differ, those first that differ
 * most, in standard deviations of everybody, and tell people most.
 * @param members indices into the rows
 */
export function differencesOf(
  { columns, rows, means, everybody, labelOf }: Comparison,
  members: readonly number[],
): NamedDifference[] {
  if (members.length === 0) return [];
  const own = means.of(members);
  return columns
    .flatMap(({ modality, feature }, column): NamedDifference[] => {
      if (modality === null) return [];
      const total = members.reduce((sum, member) => sum + rows[member][column], 0);
      const effect = rounded(total / members.length);
      const label = labelOf(modality, feature);
      const difference = {
        ...{ modality, feature, effect, label },
        members: rounded(own[column]),
        everybody: rounded(everybody[column]),
      };
      return isTold(difference) ? [difference] : [];
    })
    .sort((left, right) => weightOf(right) - weightOf(left));
}

/** How much a difference tells people. */
export function weightOf({ effect, label }: NamedDifference): number {
  return Math.abs(effect) * label.telling * (effect < 0 ? LESS : 1);
}

/** Whether a difference is one in the original units too, where a few great numbers weigh more. */
export function isTold({ effect, label, members, everybody }: NamedDifference): boolean {
  if (Math.abs(effect) < NOTICEABLE || label.telling === 0) return false;
  if (!(effect > 0 ? members > everybody : members < everybody)) return false;
  if (label.unit === 'percent') return Math.abs(members - everybody) >= SAME_SHARE;
  if (everybody <= 0 || label.unit !== 'times') return true;
  const ratio = members / everybody;
  return ratio < SAME_RATIO[0] || ratio > SAME_RATIO[1];
}

/** A thousandth, or three digits of what is smaller. */
function rounded(value: number): number {
  return Math.abs(value) < 1 ? Number(value.toPrecision(3)) : Math.round(value * 1000) / 1000;
}
