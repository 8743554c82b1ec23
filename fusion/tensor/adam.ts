import type { ParameterLayout } from './parameters.ts';

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled weight decay, times the learning rate. */
  readonly weightDecay: number;
}

export const ADAM_DEFAULTS: AdamSettings = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.02,
};

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2) over one flat array
 * on the host, so that its state is plain arrays, the same on every backend, and can be stored.
 */
export class Adam {
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  steps = 0;

  constructor(
    private readonly layout: ParameterLayout,
    private readonly settings: AdamSettings = ADAM_DEFAULTS,
  ) {
    this.firstMoment = new Float32Array(layout.size);
    this.secondMoment = new Float32Array(layout.size);
  }

  /** One update in place; `gradients` in the layout's order, one array a parameter. */
  step(flat: Float32Array, gradients: readonly ArrayLike<number>[], learningRate: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.settings;
    const { firstMoment, secondMoment } = this;
    this.steps += 1;
    const correction1 = 1 - beta1 ** this.steps;
    const correction2 = 1 - beta2 ** this.steps;
    this.layout.parameters.forEach(({ offset, size, rate, decays }, position) => {
      const gradient = gradients[position];
      const stepSize = learningRate * rate;
      const kept = decays ? 1 - stepSize * weightDecay : 1;
      for (let index = 0; index < size; index += 1) {
        const at = offset + index;
        const slope = gradient[index];
        const first = beta1 * firstMoment[at] + (1 - beta1) * slope;
        const second = beta2 * secondMoment[at] + (1 - beta2) * slope * slope;
        firstMoment[at] = first;
        secondMoment[at] = second;
        const direction = first / correction1 / (Math.sqrt(second / correction2) + epsilon);
        flat[at] = flat[at] * kept - stepSize * direction;
      }
    });
  }
}
