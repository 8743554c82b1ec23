import type { UserHistory } from '../data/user-history.ts';
import {
  answerOf,
  blendRow,
  profileFeatureNames,
  profileFeatures,
  type ServedHead,
  type ServedOutput,
} from '../heads/served/index.ts';
import { type FeatureReader, type FusionNetwork, logistic } from '../model/index.ts';

/** A number that a score reads; `modality` is null for an entry of the fused vector. */
export interface ScoreColumn {
  readonly modality: string | null;
  readonly feature: string;
}

/** How a read-out comes about, in a form that can be taken apart. */
export interface ReadOutScore {
  /** What a score is: the log-odds of a probability, or a number as the head learned it. */
  readonly scale: 'log-odds' | 'number' | 'logarithm';
  readonly columns: readonly ScoreColumn[];
  /** What everybody has on average, [columns]; NaN where that is not known. */
  readonly means: Float32Array;
  /** What the score is computed from, [columns], of all modalities or only some; NaN is unknown. */
  read(history: UserHistory, modalities?: readonly string[]): Float32Array;
  /** @param row [columns] */
  score(row: Float32Array): number;
  /** A score as the read-out's value; of one class of several before they are made to sum to 1. */
  answer(score: number): number;
}

/** What a score is made from. */
export interface ScoreSource {
  readonly network: FusionNetwork;
  readonly heads: readonly ServedHead[];
  readonly reader: FeatureReader;
}

/** The score behind a read-out, of a head of the shop's own or of the network; null for no such name. */
export function readOutScore(name: string, source: ScoreSource): ReadOutScore | null {
  const output = source.heads.flatMap(({ outputs }) => outputs).find((own) => own.name === name);
  if (output !== undefined) return outputScore(output, source);
  const label = source.network.schema.labels.findIndex((own) => own.name === name);
  return label < 0 ? null : networkScore(label, source);
}

/** The score of a head's output, of the model or learned beside it. */
export function outputScore(
  output: ServedOutput,
  { network, reader }: Omit<ScoreSource, 'heads'>,
): ReadOutScore {
  const { names, groups } = profileFeatureNames(network.schema, network.dimension);
  const owners = new Set(network.schema.modalities.map((modality) => modality.name));
  const columns = names.map((column, at) => ({
    modality: owners.has(groups[at]) ? groups[at] : null,
    feature: column.slice(groups[at].length + 1),
  }));
  return {
    scale: scaleOf(output.answer),
    columns,
    means: meansOf(columns, network),
    read(history, only) {
      const fused = reader.fused(history, only);
      return profileFeatures(network.schema, history, reader.asOf, fused, fused.mean);
    },
    score: (row) => blendRow(output.blend, row),
    answer: (score) => answerOf(output.answer, score).value,
  };
}

function meansOf(columns: readonly ScoreColumn[], { schema, normaliser }: FusionNetwork) {
  const means = new Map(
    schema.modalities.flatMap(({ name, featureNames }, index) =>
      featureNames.map((feature, at): [string, number] => [
        `${name}\0${feature}`,
        normaliser.scales.features[index].mean[at],
      ]),
    ),
  );
  return Float32Array.from(
    columns,
    ({ modality, feature }) => means.get(`${modality}\0${feature}`) ?? Number.NaN,
  );
}

function scaleOf(answer: ServedHead['outputs'][number]['answer']): ReadOutScore['scale'] {
  if (answer.kind === 'probability') return 'log-odds';
  return answer.scale === 'plain' ? 'number' : 'logarithm';
}

function networkScore(label: number, { network, reader }: ScoreSource): ReadOutScore {
  const { slope, intercept } = network.content.calibrations[label];
  const isBinary = network.schema.labels[label].kind === 'binary';
  return {
    scale: isBinary ? 'log-odds' : 'number',
    columns: Array.from({ length: network.dimension }, (_, axis) => ({
      modality: null,
      feature: String(axis),
    })),
    means: new Float32Array(network.dimension).fill(Number.NaN),
    answer: (score) => (isBinary ? logistic(score) : score),
    read: (history, modalities) => reader.fused(history, modalities).mean,
    score: (mean) => slope * network.labelOutputs({ mean })[label] + intercept,
  };
}
