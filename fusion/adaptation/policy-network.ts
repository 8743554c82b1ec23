import {
  ParameterLayout as Layout,
  type ParameterLayout,
  type RandomSource,
} from '../tensor/index.ts';

const HIDDEN = [64, 64] as const;

/** What a forward pass leaves behind for the backward one. */
export interface PolicyTrace {
  readonly input: Float64Array;
  readonly hidden: readonly Float64Array[];
  /** [rates], before they are made positive. */
  readonly raw: Float64Array;
  /** [rates], above zero. */
  readonly weights: Float64Array;
}

/** A weight that starts at zero would never learn. */
const LEAST_START = 0.02;

/**
 * The policy: a deep network from the state of a profile to a positive weight for each forgetting
 * rate, softplus(z + offset). Its last layer starts at zero, so it starts as the equal mixture.
 */
export class PolicyNetwork {
  readonly layout: ParameterLayout;
  readonly rates: number;
  readonly #widths: readonly number[];
  /** What is added to each output before it is made positive, [rates]. */
  readonly offsets: Float64Array;

  /**
   * @param equal the weights of the equal mixture, [rates]
   * @param flat all parameters in the order of `policyLayout`
   */
  constructor(
    readonly inputs: number,
    equal: readonly number[],
    readonly flat: Float32Array,
  ) {
    const rates = equal.length;
    this.rates = rates;
    this.offsets = Float64Array.from(equal, (weight) =>
      inverseSoftplus(Math.max(LEAST_START, weight)),
    );
    this.layout = policyLayout(inputs, rates);
    if (flat.length !== this.layout.size) {
      throw new RangeError(
        `A policy of this shape has ${this.layout.size} parameters, not ${flat.length}.`,
      );
    }
    this.#widths = [inputs, ...HIDDEN, rates];
  }

  static start(inputs: number, equal: readonly number[], random: RandomSource): PolicyNetwork {
    const layout = policyLayout(inputs, equal.length);
    return new PolicyNetwork(inputs, equal, layout.initialise(random));
  }

  /** Each layer's parameters, the first one's first: kernels are [inputs, outputs]. */
  get layers(): { readonly kernel: Float32Array; readonly bias: Float32Array }[] {
    return this.#widths.slice(1).map((_, layer) => ({
      kernel: this.layout.view(`layer${layer}/kernel`, this.flat),
      bias: this.layout.view(`layer${layer}/bias`, this.flat),
    }));
  }

  /** @param input [inputs], standardised */
  forward(input: Float64Array): PolicyTrace {
    const layers: Float64Array[] = [];
    let values: Float64Array = input;
    for (let layer = 0; layer + 1 < this.#widths.length; layer += 1) {
      const last = layer + 2 === this.#widths.length;
      values = this.#dense(layer, values, !last);
      layers.push(values);
    }
    const raw = values;
    const weights = raw.map((value, rate) => softplus(value + this.offsets[rate]));
    return { input, hidden: layers.slice(0, -1), raw, weights };
  }

  /**
   * Adds the gradient of a loss to `gradient`, [size of the layout].
   * @param slope the loss's derivative by each weight, [rates]
   */
  backward(trace: PolicyTrace, slope: Float64Array, gradient: Float64Array): void {
    const flow = slope.map(
      (value, rate) => value / (1 + Math.exp(-(trace.raw[rate] + this.offsets[rate]))),
    );
    this.backwardRaw(trace, flow, gradient);
  }

  /** The same for a loss of the raw outputs. */
  backwardRaw(trace: PolicyTrace, slope: Float64Array, gradient: Float64Array): void {
    let flow = slope;
    for (let layer = this.#widths.length - 2; layer >= 0; layer -= 1) {
      const below = layer === 0 ? trace.input : trace.hidden[layer - 1];
      flow = this.#denseBack(layer, below, flow, gradient);
    }
  }

  #dense(layer: number, input: Float64Array, rectified: boolean): Float64Array {
    const [from, to] = [this.#widths[layer], this.#widths[layer + 1]];
    const kernel = this.layout.get(`layer${layer}/kernel`).offset;
    const bias = this.layout.get(`layer${layer}/bias`).offset;
    const { flat } = this;
    const result = new Float64Array(to);
    for (let output = 0; output < to; output += 1) result[output] = flat[bias + output];
    for (let unit = 0; unit < from; unit += 1) {
      const value = input[unit];
      if (value === 0) continue;
      const row = kernel + unit * to;
      for (let output = 0; output < to; output += 1) result[output] += value * flat[row + output];
    }
    if (rectified)
      for (let output = 0; output < to; output += 1) if (result[output] < 0) result[output] = 0;
    return result;
  }

  /** The gradient of one layer and what flows on to the layer below; zero where that was rectified. */
  #denseBack(
    layer: number,
    below: Float64Array,
    flow: Float64Array,
    gradient: Float64Array,
  ): Float64Array {
    const to = this.#widths[layer + 1];
    const kernel = this.layout.get(`layer${layer}/kernel`).offset;
    const bias = this.layout.get(`layer${layer}/bias`).offset;
    const { flat } = this;
    for (let output = 0; output < to; output += 1) gradient[bias + output] += flow[output];
    const down = new Float64Array(below.length);
    for (let unit = 0; unit < below.length; unit += 1) {
      const value = below[unit];
      if (value === 0) continue;
      const row = kernel + unit * to;
      let sum = 0;
      for (let output = 0; output < to; output += 1) {
        gradient[row + output] += value * flow[output];
        sum += flat[row + output] * flow[output];
      }
      down[unit] = sum;
    }
    return down;
  }
}

/** Where the parameters of a policy lie. */
export function policyLayout(inputs: number, rates: number): ParameterLayout {
  const widths = [inputs, ...HIDDEN, rates];
  return new Layout(
    widths.slice(1).flatMap((to, layer) => {
      const from = widths[layer];
      const last = layer + 2 === widths.length;
      return [
        {
          name: `layer${layer}/kernel`,
          shape: [from, to],
          initialiser: { kind: last ? 'zeros' : 'he' } as const,
          rate: 1,
          decays: true,
        },
        {
          name: `layer${layer}/bias`,
          shape: [to],
          initialiser: { kind: 'zeros' } as const,
          rate: 1,
          decays: false,
        },
      ];
    }),
  );
}

/** Below this a weight is nothing beside any other; far below, all weights would be 0, and share nothing. */
const LEAST_OUTPUT = -30;

/** log(1 + e^value), above 0 however small the value is. */
export function softplus(value: number): number {
  if (value > 30) return value;
  return Math.log1p(Math.exp(value < LEAST_OUTPUT ? LEAST_OUTPUT : value));
}

function inverseSoftplus(value: number): number {
  return Math.log(Math.expm1(value));
}
