import type { UserHistory } from '../../fusion/index.ts';
import { owenValues } from './owen-values.ts';
import type { ProfileScore } from './profile-score.ts';

/** Parts of one modality that get a share of their own; the rest of the modality is one part. */
const MOST_PARTS = 3;

/** Features of a modality that people call by one name. */
export interface FeaturePart {
  readonly names: readonly string[];
}

/** The exact share of a part of a modality in a score. */
export interface PartShare<Part extends FeaturePart> {
  readonly modality: string;
  /** Null for the rest of the modality: its weaker features, and what the network made of it. */
  readonly part: Part | null;
  readonly value: number;
}

/** A score taken apart; the shares sum to its difference from the baseline. */
export interface Attribution<Part extends FeaturePart> {
  readonly score: number;
  /** The score of a user of whom nothing is known. */
  readonly baseline: number;
  readonly shares: readonly PartShare<Part>[];
}

/**
 * Takes a score apart exactly: every coalition of the modalities that a user has is encoded by the
 * model itself, and within a modality every coalition of its strongest parts is scored, so that the
 * shares are Owen values of the score as it is computed.
 * @param players the modalities that the user has
 * @param partsOf what a modality consists of; columns that no part names belong to the rest
 * @param most how many parts of a modality get a share of their own
 */
export function attribute<Part extends FeaturePart>(
  score: ProfileScore,
  history: UserHistory,
  players: readonly string[],
  partsOf: (modality: string) => readonly Part[],
  most = MOST_PARTS,
): Attribution<Part> {
  const rows = Array.from({ length: 1 << players.length }, (_, coalition) =>
    score.read(
      history,
      players.filter((_name, player) => (coalition >> player) & 1),
    ),
  );
  const everybody = rows.length - 1;
  const divided = players.map((modality, player) => {
    const parts = partsOf(modality);
    const without = rows[everybody ^ (1 << player)];
    const places = placesOf(score, modality);
    const strongest = strongestOf(score, places, parts, rows[everybody], without).slice(0, most);
    return {
      modality,
      parts: strongest,
      columns: strongest.map((part) => columnsOf(part, places)),
    };
  });
  const mixed = new Float32Array(score.columns.length);
  const values = owenValues(
    divided.map(({ parts }) => parts.length + 1),
    (present, union, inside) => {
      const rowsOf = [rows[present], rows[present | (1 << union)]] as const;
      // The rest of the modality is the first player, and brings all other columns with it.
      const rest = rowsOf[inside & 1];
      mixed.set(rest);
      divided[union].columns.forEach((columns, part) => {
        const row = rowsOf[(inside >> (part + 1)) & 1];
        if (row === rest) return;
        for (const column of columns) mixed[column] = row[column];
      });
      return score.score(mixed);
    },
  );
  const shares = divided.flatMap(({ modality, parts }, union) =>
    [null, ...parts].map((part, at) => ({ modality, part, value: values[union][at] })),
  );
  return { score: score.score(rows[everybody]), baseline: score.score(rows[0]), shares };
}

/** The parts that change the score when they alone are left out, the strongest first. */
function strongestOf<Part extends FeaturePart>(
  score: ProfileScore,
  places: ReadonlyMap<string, number>,
  parts: readonly Part[],
  whole: Float32Array,
  without: Float32Array,
): Part[] {
  const full = score.score(whole);
  const effects = parts.map((part) => {
    const less = whole.slice();
    for (const column of columnsOf(part, places)) less[column] = without[column];
    return { part, effect: Math.abs(full - score.score(less)) };
  });
  return effects
    .filter(({ effect }) => effect > 0)
    .sort((left, right) => right.effect - left.effect)
    .map(({ part }) => part);
}

/** Where each feature of a modality stands among the columns. */
function placesOf({ columns }: ProfileScore, modality: string): Map<string, number> {
  return new Map(
    columns.flatMap((column, place): [string, number][] =>
      column.modality === modality ? [[column.feature, place]] : [],
    ),
  );
}

function columnsOf({ names }: FeaturePart, places: ReadonlyMap<string, number>): number[] {
  return names.flatMap((name) => places.get(name) ?? []);
}
