import { createHash } from 'node:crypto';
import { buildTrainingSets } from '../../../fusion/experts/index.ts';
import { defaultModalities, ModalityRegistry, type UserHistory } from '../../../fusion/index.ts';
import type { FusionNetwork } from '../../../fusion/model/index.ts';
import { fitNetwork, type TrainingSet } from '../../../fusion/training/index.ts';
import { setsOfModalities } from '../../baselines/only-modalities.ts';
import type { SuiteOptions } from '../../suite.ts';
import type { YelpData } from './dataset.ts';
import { yelpStages } from './protocol.ts';

export const YELP_MODALITIES: readonly string[] = ['location', 'transactions', 'social'];

/** Chosen on the tune part and on new users of the train part, with nothing of the test part. */
export const FIT = {
  epochs: 8,
  batchSize: 100,
  embeddingRate: 0,
  modalityDropout: 0.15,
  newUserShare: 0.02,
};
export const PREPARE = {
  candidates: 300,
  randomCandidates: 40,
  negativeShare: 0.5,
  newUserShare: 0,
  weighByTargets: true,
  newUserWeight: 2,
  // The data give an order of visits and no times, so a policy that reads pauses has nothing to learn from.
  recency: 'none' as const,
};

/** Passes over the rows for the linear stacks that the model is compared with. */
export const STACK_EPOCHS = 8;

export type RunOptions = Pick<SuiteOptions, 'seeds' | 'modalities' | 'signal' | 'onProgress'>;

/** The modalities that a run is about: all, or those that were asked for. */
export function modalitiesOf({ modalities }: RunOptions): readonly string[] {
  return modalities ?? YELP_MODALITIES;
}

/** Only what the data have: a modality that nobody has would be so many empty columns. */
export function yelpModalities(): ModalityRegistry {
  const known = defaultModalities();
  const registry = new ModalityRegistry();
  for (const name of YELP_MODALITIES) registry.register(known.get(name));
  return registry;
}

/** Training rows: first the stages of users with a history, then those of new users. */
export interface YelpSets {
  readonly known: readonly TrainingSet[];
  readonly newUsers: readonly TrainingSet[];
}

/** Rows of all stages; both suites on Yelp train on the same ones. */
export async function yelpSets(
  data: YelpData,
  users: readonly UserHistory[],
  seed: number,
  options: RunOptions,
): Promise<YelpSets> {
  const { signal, onProgress } = options;
  const sets = await buildTrainingSets(
    users,
    data.items,
    yelpModalities(),
    { ...PREPARE, seed, stages: yelpStages(data.users) },
    {
      signal,
      onPrepare: ({ task, done, total }) =>
        onProgress?.(`Fitting experts on the stage '${task}' (${done + 1} of ${total})`),
    },
  );
  const own = setsOfModalities(sets, modalitiesOf(options));
  return { known: own.slice(0, 3), newUsers: own.slice(3) };
}

export interface TrainedNetwork {
  readonly network: FusionNetwork;
  readonly backend: string;
  /** The ranking loss of each epoch. */
  readonly curve: readonly number[];
}

/** One network for users with and without a history alike. */
export async function trainNetwork(
  sets: readonly TrainingSet[],
  seed: number,
  what: string,
  { signal, onProgress }: RunOptions,
): Promise<TrainedNetwork> {
  const { network, metrics } = await fitNetwork(
    sets,
    { ...FIT, seed },
    {
      signal,
      onProgress: ({ epoch, epochs, step, steps }) => {
        if (step === steps) {
          onProgress?.(`Training ${what}, seed ${seed}: epoch ${epoch} of ${epochs}`);
        }
      },
    },
  );
  const curve = metrics.curve.flatMap(({ train }) => (train === null ? [] : [train.ranking]));
  return { network, backend: metrics.backend, curve };
}

/** A short hash of a network's weights, by which reports of two suites can be seen to speak of one. */
export function weightsOf({ content: { weights } }: FusionNetwork): string {
  const { buffer, byteOffset, byteLength } = weights.flat;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
