import type { UserHistory } from '../../data/user-history.ts';
import type { FusionNetwork, HistoryReader } from '../../model/index.ts';
import { RandomSource } from '../../tensor/random-source.ts';
import { HeadError } from '../feature-table.ts';
import type { CategoriesOf, HeadDeclaration } from './declaration.ts';
import { type Effort, fitOutput, outputsOf } from './fit-output.ts';
import { tableOf, withPoorer } from './head-table.ts';
import { labelProblem } from './label-problem.ts';
import { cutsOf, type LabelledRow, labelledRows } from './labelled-rows.ts';
import type { ServedHead } from './served-head.ts';

/** More rows make heads slower to train and hardly better. */
const MOST_ROWS = 20_000;

/** What became of a declared head. */
export interface HeadReport {
  readonly name: string;
  readonly rows: number;
  /** Mean loss on rows held out, by output: cross entropy, or squared error. */
  readonly heldOutLoss: Readonly<Record<string, number>>;
  /** Why there is no such head; null where there is. */
  readonly problem: string | null;
}

/** All that heads are learned from. */
export interface HeadTraining {
  readonly network: FusionNetwork;
  /** The reader that serves: for what is known at the end. */
  readonly reader: HistoryReader;
  /** A reader whose experts have seen nothing after an instant: for labels that events tell. */
  readonly readerAt: (instant: number) => HistoryReader;
  readonly users: readonly UserHistory[];
  readonly categoriesOf: CategoriesOf;
  readonly seed: number;
  /** How much is tried; as much as helps if nothing is said. */
  readonly effort?: Effort;
}

/**
 * Learns the declared heads on the profiles of a trained network.
 * @throws {HeadError} where a name is taken by a read-out of the network
 */
export function fitHeads(
  declarations: readonly HeadDeclaration[],
  training: HeadTraining,
): { readonly heads: ServedHead[]; readonly reports: HeadReport[] } {
  const { network, users } = training;
  const taken = network.schema.labels.map(({ name }) => name);
  const end = users.reduce((last, { events }) => Math.max(last, events.at(-1)?.at ?? 0), 0);
  const heads: ServedHead[] = [];
  const reports: HeadReport[] = [];
  for (const declaration of declarations) {
    const { name } = declaration;
    if (taken.includes(name)) {
      throw new HeadError(
        `The model has a read-out "${name}" already; give the head another name.`,
      );
    }
    const { head, report } = fitHead(declaration, training, end);
    if (head !== null) heads.push(head);
    reports.push(report);
  }
  return { heads, reports };
}

/**
 * Learns one head on what happened until an instant, in milliseconds since the epoch.
 * @returns no head where its labels teach nothing, and the report says why
 */
export function fitHead(
  declaration: HeadDeclaration,
  { network, reader, readerAt, users, categoriesOf, seed, effort }: HeadTraining,
  end: number,
): { readonly head: ServedHead | null; readonly report: HeadReport } {
  const { name, kind, label } = declaration;
  const rows = sampleOf(labelledRows(declaration, users, end, categoriesOf), seed);
  const problem = labelProblem(declaration, rows, users);
  if (problem !== null) {
    return { head: null, report: { name, rows: rows.length, heldOutLoss: {}, problem } };
  }
  const then = 'trait' in label ? reader : readerAt(Math.min(...cutsOf(label, users, end)));
  const known = withPoorer(rows, network.schema, seed);
  const table = tableOf(network, then, known);
  const groups = known.map(({ history }) => history.userId);
  const outputs = outputsOf(declaration, known).map((output) =>
    fitOutput(output, table, groups, seed, effort),
  );
  const losses = outputs.map(({ output, loss }) => [output.name, loss]);
  return {
    head: { name, kind, outputs: outputs.map(({ output }) => output) },
    report: { name, rows: rows.length, heldOutLoss: Object.fromEntries(losses), problem },
  };
}

/** At most so many rows as heads learn from. */
export function sampleOf(rows: LabelledRow[], seed: number): LabelledRow[] {
  if (rows.length <= MOST_ROWS) return rows;
  return RandomSource.fromSeed(seed).shuffle(rows).slice(0, MOST_ROWS);
}
