import { addScaled, DenseLayer } from '../linear/index.ts';
import { type PolicyNetwork, softplus } from './policy-network.ts';

interface ServedLayer {
  readonly dense: DenseLayer<Float64Array>;
  /** What the layer says last, [outputs]. */
  readonly values: Float64Array;
}

/**
 * A policy's network that is trained no more, with all that a forward pass writes to made once. Says to the last
 * bit what `PolicyNetwork.forward` says. What it gives is overwritten by the next call.
 */
export class ServedNetwork {
  readonly #layers: readonly ServedLayer[];
  readonly #offsets: Float64Array;
  readonly #weights: Float64Array;
  /** Whether nothing that it is told makes a difference: it was never taught, or learned that nothing does. */
  readonly #saysOneThing: boolean;
  /** What all inputs, and some of them, say to the first layer. */
  readonly #all: Float64Array;
  readonly #own: Float64Array;

  constructor({ layers, offsets }: Pick<PolicyNetwork, 'layers' | 'offsets'>) {
    this.#layers = layers.map(({ kernel, bias }) => ({
      dense: new DenseLayer(Float64Array.from(kernel), Float64Array.from(bias)),
      values: new Float64Array(bias.length),
    }));
    this.#offsets = offsets;
    this.#weights = new Float64Array(offsets.length);
    this.#saysOneThing = this.#layers[this.#layers.length - 1].dense.kernel.every(
      (weight) => weight === 0,
    );
    this.#all = this.#layers[0].dense.bias.slice();
    this.#own = this.#all.slice();
  }

  /** The outputs before they are made positive, [rates]. @param input [inputs], standardised */
  raw(input: Float64Array): Float64Array {
    if (this.#saysOneThing) return this.#layers[this.#layers.length - 1].dense.bias;
    say(this.#layers[0], input);
    return this.#above();
  }

  /** A positive weight for each rate, [rates]. @param input [inputs], standardised */
  weights(input: Float64Array): Float64Array {
    return this.#positive(this.raw(input));
  }

  /**
   * The weights that it would give if some inputs were 0, as usual, for each of some groups of them: what all
   * inputs say to the first layer is added up once, and what a group says is taken away from it.
   * @param groups places of the input
   * @param visit told of each group, by its number
   */
  withoutEach(
    input: Float64Array,
    groups: readonly (readonly number[])[],
    visit: (group: number, weights: Float64Array) => void,
  ): void {
    const [first] = this.#layers;
    const { values } = first;
    say(first, input);
    const all = this.#all;
    all.set(values);
    for (let group = 0; group < groups.length; group += 1) {
      const own = this.#own.fill(0);
      for (const unit of groups[group]) addRow(first, input, unit, own);
      for (let output = 0; output < all.length; output += 1)
        values[output] = all[output] - own[output];
      visit(group, this.#positive(this.#above()));
    }
  }

  /** What the other layers make of the first one's values. */
  #above(): Float64Array {
    let below = this.#layers[0].values;
    for (let layer = 1; layer < this.#layers.length; layer += 1) {
      for (let unit = 0; unit < below.length; unit += 1) if (below[unit] < 0) below[unit] = 0;
      say(this.#layers[layer], below);
      below = this.#layers[layer].values;
    }
    return below;
  }

  #positive(raw: Float64Array): Float64Array {
    const weights = this.#weights;
    for (let rate = 0; rate < raw.length; rate += 1) {
      weights[rate] = softplus(raw[rate] + this.#offsets[rate]);
    }
    return weights;
  }
}

/** Keeps what a layer makes of the units below: what it gives stands until another layer is asked. */
function say({ dense, values }: ServedLayer, below: Float64Array): void {
  values.set(dense.sums(below));
}

/** Adds what a unit below says to sums, [outputs]. */
function addRow(
  { dense }: ServedLayer,
  below: Float64Array,
  unit: number,
  sums: Float64Array,
): void {
  addScaled(sums, 0, below[unit], dense.kernel, unit * sums.length, sums.length);
}
