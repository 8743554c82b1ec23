import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attribute } from '../../../explain/attribution/attribute.ts';
import { shapleyValues } from '../../../explain/shapley.ts';
import { type BoostedTrees, treeShap } from '../../../fusion/heads/trees/index.ts';
import { assignInput, type LearnedGrouping } from '../../../segments/index.ts';

const FILE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'shap', 'reference.json');

interface Layer {
  readonly kernel: readonly number[];
  readonly bias: readonly number[];
}

/** Models with what the Python package `shap` says of them. */
interface Reference {
  readonly group: number;
  readonly columns: readonly (readonly [modality: string | null, feature: string])[];
  readonly hidden: Layer;
  readonly latent: Layer;
  readonly head: Layer;
  readonly cases: readonly {
    readonly players: readonly string[];
    /** [players], the features that are parts of their own. */
    readonly parts: readonly (readonly string[])[];
    /** [2^players][columns] */
    readonly rows: readonly (readonly number[])[];
    /** [players] */
    readonly modalities: readonly number[];
    /** [players][parts + 1], the rest first. */
    readonly inside: readonly (readonly number[])[];
  }[];
  readonly trees: BoostedTrees;
  readonly rows: readonly (readonly (number | null)[])[];
  /** [rows][features] */
  readonly treeShares: readonly (readonly number[])[];
}

/** The greatest difference between our shares and those of `shap`, over modalities, parts and trees. */
export async function shapDifference(): Promise<number> {
  const reference = JSON.parse(await readFile(FILE, 'utf8')) as Reference;
  const differences = [...learnedDifferences(reference), ...treeDifferences(reference)];
  return differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0);
}

function learnedDifferences({ columns, hidden, latent, head, group, cases }: Reference): number[] {
  const layer = ({ kernel, bias }: Layer) => ({
    kernel: Float32Array.from(kernel),
    bias: Float32Array.from(bias),
  });
  const encoder = { hidden: layer(hidden), latent: layer(latent) };
  const grouping: LearnedGrouping = { columns: [], encoder, head: layer(head) };
  return cases.flatMap(({ players, parts, rows, modalities, inside }) => {
    const read = (names: readonly string[]) => {
      const coalition = players.reduce(
        (bits, name, player) => (names.includes(name) ? bits | (1 << player) : bits),
        0,
      );
      return Float32Array.from(rows[coalition]);
    };
    const score = {
      columns: columns.map(([modality, feature]) => ({ modality, feature })),
      read: (_history: unknown, names: readonly string[] = players) => read(names),
      score: (row: Float32Array) => assignInput(grouping, row).margins[group],
    };
    const nobody = { userId: '', events: [], traits: {} };
    const partsOf = (modality: string) =>
      parts[players.indexOf(modality)].map((feature) => ({ names: [feature] }));
    const most = Math.max(...parts.map(({ length }) => length));
    const { shares } = attribute(score, nobody, players, partsOf, most);
    const shapley = shapleyValues(rows.map((row) => score.score(Float32Array.from(row))));
    return [
      ...shapley.map((value, player) => value - modalities[player]),
      ...players.flatMap((modality, player) =>
        shares
          .filter((share) => share.modality === modality)
          .map(({ part, value }) => {
            const place = part === null ? 0 : 1 + parts[player].indexOf(part.names[0]);
            return value - inside[player][place];
          }),
      ),
    ];
  });
}

function treeDifferences({ trees, rows, treeShares }: Reference): number[] {
  return rows.flatMap((row, at) => {
    const ours = treeShap(
      trees,
      Float32Array.from(row, (value) => value ?? Number.NaN),
    );
    return Array.from(ours, (share, feature) => share - treeShares[at][feature]);
  });
}
