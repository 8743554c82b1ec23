import type { DenseLayer, SparseMatrix } from '../linear/index.ts';
import type { Calibration } from './calibration.ts';
import { CandidateScorer } from './candidate-scorer.ts';
import { checkFinite, checkNotInfinite, NetworkInputError } from './check-schema.ts';
import type { EncodedModality, EncodedUser, ReadOut, ScorePart } from './encoded-user.ts';
import { type Expert, HostEncoder } from './host-encoder.ts';
import { hostLayer, linear, logistic, rectify } from './host-layers.ts';
import { gateInputs } from './network-layout.ts';
import type { NetworkSettings } from './network-settings.ts';
import { type NetworkWeights, weightsKnowing } from './network-weights.ts';
import { Normaliser, type Scales } from './normaliser.ts';
import type { CandidateInput, InputSchema, ModalityInput, UserInput } from './user-input.ts';
import { type Voice, Voices } from './voices.ts';

export interface NetworkContent {
  readonly schema: InputSchema;
  readonly settings: NetworkSettings;
  readonly scales: Scales;
  readonly weights: NetworkWeights;
  /** One for each label of the schema. */
  readonly calibrations: readonly Calibration[];
  /** Sets of modalities of which not all rank. */
  readonly voices: readonly Voice[];
}

/** What the experts come to together. */
export interface FusedExperts {
  /** [dimension] */
  readonly mean: Float32Array;
  /** [dimension], at least the prior's 1. */
  readonly precision: Float32Array;
  /** [modalities], each one's share of the total precision. */
  readonly weights: Float64Array;
}

/**
 * The trained network for single users, on plain arrays: under a millisecond a user, without a
 * tensor engine, and equal to the engine's answer to rounding. Immutable.
 */
export class FusionNetwork {
  readonly normaliser: Normaliser;
  readonly #encoders: readonly HostEncoder[];
  /** One a modality: what its encoder is about to read. */
  readonly #standardised: readonly Float32Array[];
  readonly #gates: { readonly hidden: DenseLayer; readonly output: DenseLayer };
  readonly #labels: { readonly hidden: DenseLayer; readonly output: DenseLayer } | null;
  readonly #reconstruction: { readonly hidden: DenseLayer; readonly output: DenseLayer } | null;
  readonly #scorer: CandidateScorer;
  readonly #voices: Voices;

  constructor(readonly content: NetworkContent) {
    const { schema, settings, weights } = content;
    const { layout, flat } = weights;
    this.normaliser = new Normaliser(schema, content.scales);
    this.#encoders = schema.modalities.map(
      (modality) => new HostEncoder(modality, settings, layout, flat, weights.sequenceItems),
    );
    this.#standardised = schema.modalities.map(
      ({ featureNames }) => new Float32Array(featureNames.length),
    );
    const pair = (name: string) => ({
      hidden: hostLayer(layout, flat, `${name}/hidden`),
      output: hostLayer(layout, flat, `${name}/output`),
    });
    this.#gates = pair('gates');
    this.#labels = layout.has('labels/hidden/bias') ? pair('labels') : null;
    this.#reconstruction = layout.has('reconstruction/hidden/bias') ? pair('reconstruction') : null;
    this.#voices = new Voices(content.voices);
    this.#scorer = new CandidateScorer(
      schema,
      this.normaliser,
      layout,
      flat,
      weights.candidateItems,
    );
  }

  get schema(): InputSchema {
    return this.content.schema;
  }

  /** The same with further items, each by known ones. @param standIns [further, items] */
  knowing(standIns: SparseMatrix): FusionNetwork {
    const itemCount = standIns.columns + standIns.rows;
    return new FusionNetwork({
      ...this.content,
      schema: { ...this.schema, itemCount },
      weights: weightsKnowing(this.content.weights, standIns),
    });
  }

  get dimension(): number {
    return this.content.settings.dimension;
  }

  /**
   * Fuses the modalities that the user has.
   * @throws NetworkInputError for wrong widths and for features that are not finite
   */
  encode(input: UserInput): EncodedUser {
    this.#check(input);
    const { modalities } = this.schema;
    const present = presentOf(input);
    const experts = modalities.map((_, index) =>
      present[index] === 0 ? null : this.expertOf(index, input.modalities[index]),
    );
    const { mean, precision, weights } = this.fuse(experts);
    const state = this.#stateOf(input, present);
    return {
      mean,
      precision,
      modalities: modalities.map(
        ({ name }, index): EncodedModality => ({
          name,
          expert: experts[index],
          weight: weights[index],
        }),
      ),
      present,
      state,
      gates: this.#gatesOf(state),
    };
  }

  /** The gates alone, as `encode` gives them: what the modalities' encoders say is nothing to them. */
  gates(input: UserInput): Float32Array {
    return this.#gatesOf(this.#stateOf(input, presentOf(input)));
  }

  #stateOf(input: UserInput, present: Uint8Array): Float32Array {
    const state = new Float32Array(gateInputs(this.schema));
    this.normaliser.state(input.state, 0, present, state, 0);
    return state;
  }

  #gatesOf(state: Float32Array): Float32Array {
    return linear(linear(state, this.#gates.hidden).map(Math.tanh), this.#gates.output);
  }

  /** Which of the modalities that the user has rank for them: see `Voice`. */
  heard(input: Pick<UserInput, 'modalities'>): readonly string[] {
    const have = this.schema.modalities.filter((_, index) => input.modalities[index].present);
    return this.#voices.heardOf(have.map(({ name }) => name));
  }

  /** What one modality's encoder makes of it. @param index of the modality in the schema */
  expertOf(index: number, { features, sequence }: ModalityInput): Expert {
    const standardised = this.#standardised[index];
    this.normaliser.features(index, features, 0, standardised, 0);
    return this.#encoders[index].encode(standardised, sequence);
  }

  /** The product of the experts and a standard normal prior. @param experts one a modality, or null */
  fuse(experts: readonly (Expert | null)[]): FusedExperts {
    const { dimension } = this;
    const mean = new Float32Array(dimension);
    const precision = new Float32Array(dimension);
    const weights = new Float64Array(experts.length);
    for (let axis = 0; axis < dimension; axis += 1) {
      let total = 0;
      for (const expert of experts) total += expert?.precision[axis] ?? 0;
      for (let index = 0; index < experts.length; index += 1) {
        const expert = experts[index];
        if (expert === null) continue;
        mean[axis] += (expert.mean[axis] * expert.precision[axis]) / (1 + total);
        weights[index] += expert.precision[axis] / total / dimension;
      }
      precision[axis] = 1 + total;
    }
    return { mean, precision, weights };
  }

  /**
   * Log-scores of candidates up to a constant, [candidates].
   * @throws NetworkInputError for wrong widths and for infinite columns
   */
  scores(user: EncodedUser, candidates: CandidateInput): Float32Array {
    const { columns, itemCount } = this.schema;
    if (candidates.columnValues.length !== candidates.items.length * columns.length) {
      throw new NetworkInputError(
        `${candidates.items.length} candidates need ${columns.length} columns each; got ${candidates.columnValues.length} values.`,
      );
    }
    if (candidates.items.some((item) => item < -1 || item >= itemCount)) {
      throw new NetworkInputError(
        `A candidate's item index must lie between -1 and ${itemCount - 1}.`,
      );
    }
    const names = columns.map(({ name }) => name);
    checkNotInfinite(candidates.columnValues, names, 'The score column');
    return this.#scorer.scores(user, candidates);
  }

  /** The parts of one candidate's score by modality; they sum to the score. */
  parts(user: EncodedUser, candidates: CandidateInput, row: number): ScorePart[] {
    return this.#scorer.parts(user, candidates, row);
  }

  /** The label heads' raw outputs, [labels]; see `readOuts` for answers. */
  labelOutputs(user: Pick<EncodedUser, 'mean'>): Float32Array {
    if (this.#labels === null) return new Float32Array(0);
    return linear(rectify(linear(user.mean, this.#labels.hidden)), this.#labels.output);
  }

  /** The declared heads' calibrated answers. */
  readOuts(user: Pick<EncodedUser, 'mean'>): ReadOut[] {
    const outputs = this.labelOutputs(user);
    const { deviation } = this.content.scales.labels;
    return this.schema.labels.map(({ name, kind }, index) => {
      const { slope, intercept, error } = this.content.calibrations[index];
      const answer = slope * outputs[index] + intercept;
      if (kind === 'regression') {
        const confidence = error === null ? null : Math.max(0, 1 - error / deviation[index]);
        return { name, value: answer, confidence };
      }
      const value = logistic(answer);
      return { name, value, confidence: error === null ? null : Math.max(value, 1 - value) };
    });
  }

  /** The autoencoder's answer: every modality's features scaled to [0, 1], absent ones included. */
  reconstruct(user: Pick<EncodedUser, 'mean'>): Float32Array {
    if (this.#reconstruction === null) return new Float32Array(0);
    const { hidden, output } = this.#reconstruction;
    return linear(rectify(linear(user.mean, hidden)), output).map(logistic);
  }

  #check({ modalities, state }: UserInput): void {
    const { schema } = this;
    if (modalities.length !== schema.modalities.length || state.length !== schema.states.length) {
      throw new NetworkInputError(
        `A user needs ${schema.modalities.length} modalities and ${schema.states.length} state values; got ${modalities.length} and ${state.length}.`,
      );
    }
    schema.modalities.forEach(({ name, featureNames }, index) => {
      const { present, features } = modalities[index];
      if (!present) return;
      if (features.length !== featureNames.length) {
        throw new NetworkInputError(
          `The modality "${name}" has ${featureNames.length} features; got ${features.length}.`,
        );
      }
      checkFinite(features, featureNames, `The ${name} feature`);
    });
    checkNotInfinite(
      state,
      schema.states.map(({ name }) => name),
      'The state value',
    );
  }
}

function presentOf({ modalities }: UserInput): Uint8Array {
  return Uint8Array.from(modalities, (modality) => (modality.present ? 1 : 0));
}

/** The same user with only the named modalities: what the network says without the others. */
export function withOnly(
  schema: InputSchema,
  input: UserInput,
  names: readonly string[],
): UserInput {
  return {
    state: input.state,
    modalities: input.modalities.map((modality, index) =>
      names.includes(schema.modalities[index].name) ? modality : { ...modality, present: false },
    ),
  };
}
