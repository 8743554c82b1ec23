import type { RandomSource } from './random-source.ts';

/** How a parameter starts: scaled for the activation behind it, at zero, or at given values. */
export type Initialiser =
  | { readonly kind: 'he' }
  | { readonly kind: 'glorot' }
  | { readonly kind: 'zeros' }
  | { readonly kind: 'values'; readonly values: readonly number[] };

export interface ParameterSpecification {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialiser: Initialiser;
  /** Multiplies the learning rate. */
  readonly rate: number;
  /** Whether decoupled weight decay applies. */
  readonly decays: boolean;
}

export interface Parameter extends ParameterSpecification {
  readonly offset: number;
  readonly size: number;
}

/** Where each parameter lies in the one flat array that holds all of them. */
export class ParameterLayout {
  readonly parameters: readonly Parameter[];
  readonly size: number;
  readonly #byName: ReadonlyMap<string, Parameter>;

  constructor(specifications: readonly ParameterSpecification[]) {
    let offset = 0;
    this.parameters = specifications.map((specification) => {
      const size = specification.shape.reduce((product, width) => product * width, 1);
      const parameter = { ...specification, offset, size };
      offset += size;
      return parameter;
    });
    this.size = offset;
    this.#byName = new Map(this.parameters.map((parameter) => [parameter.name, parameter]));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  get(name: string): Parameter {
    const parameter = this.#byName.get(name);
    if (parameter === undefined) throw new Error(`The network has no parameter "${name}".`);
    return parameter;
  }

  /** The parameter's own stretch of the flat array, shared, not copied. */
  view(name: string, flat: Float32Array): Float32Array {
    const { offset, size } = this.get(name);
    return flat.subarray(offset, offset + size);
  }

  /** All parameters at their starting values, [size]. */
  initialise(random: RandomSource): Float32Array {
    const flat = new Float32Array(this.size);
    for (const { offset, size, shape, initialiser } of this.parameters) {
      if (initialiser.kind === 'values') {
        flat.set(initialiser.values, offset);
      } else if (initialiser.kind !== 'zeros') {
        const [inputs, outputs] = shape;
        // He et al. 2015, equation 10; Glorot and Bengio 2010, equation 12 (as variance).
        const variance = initialiser.kind === 'he' ? 2 / inputs : 2 / (inputs + outputs);
        for (let index = offset; index < offset + size; index += 1) {
          flat[index] = random.normal() * Math.sqrt(variance);
        }
      }
    }
    return flat;
  }
}
