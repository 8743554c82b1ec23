import {
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor,
  tensor2d,
  tensor3d,
} from '@tensorflow/tfjs-core';
import {
  addAll,
  causalAttention,
  type DenseWeights,
  dense,
  denseOnData,
  type Initialiser,
  layerNorm,
  multiplyByData,
  ParameterLayout,
  type ParameterSpecification,
} from '../tensor/index.ts';
import type { SequenceSettings } from './sequence-settings.ts';

const UNSEEN = -1e9;

/** All weights of the encoder but the items' vectors. */
export function sequenceLayout({ dimension, blocks, length }: SequenceSettings): ParameterLayout {
  return new ParameterLayout([
    // From the end: the last item of a sequence has place 0, however long the sequence is.
    ...linearParameters('places', length, dimension, { kind: 'zeros' }),
    ...Array.from({ length: blocks }, (_, block) =>
      blockParameters(`block ${block}`, dimension),
    ).flat(),
    ...normParameters('final', dimension),
  ]);
}

function blockParameters(name: string, dimension: number): ParameterSpecification[] {
  return [
    ...normParameters(`${name}/attention norm`, dimension),
    ...['query', 'key', 'value', 'mix', 'first', 'second'].flatMap((part) =>
      linearParameters(`${name}/${part}`, dimension, dimension, { kind: 'glorot' }),
    ),
    ...normParameters(`${name}/forward norm`, dimension),
  ];
}

function linearParameters(
  name: string,
  inputs: number,
  outputs: number,
  initialiser: Initialiser,
): ParameterSpecification[] {
  return [
    { name: `${name}/kernel`, shape: [inputs, outputs], initialiser, rate: 1, decays: true },
    {
      name: `${name}/bias`,
      shape: [outputs],
      initialiser: { kind: 'zeros' },
      rate: 1,
      decays: false,
    },
  ];
}

function normParameters(name: string, dimension: number): ParameterSpecification[] {
  const ones = new Array<number>(dimension).fill(1);
  return [
    {
      name: `${name}/gain`,
      shape: [dimension],
      initialiser: { kind: 'values', values: ones },
      rate: 1,
      decays: false,
    },
    {
      name: `${name}/shift`,
      shape: [dimension],
      initialiser: { kind: 'zeros' },
      rate: 1,
      decays: false,
    },
  ];
}

export function layoutTensors(layout: ParameterLayout, flat: Float32Array): Tensor[] {
  return layout.parameters.map(({ offset, size, shape }) =>
    tensor(flat.slice(offset, offset + size), shape as [number, number]),
  );
}

/** Draws what is dropped: 0 or 1 / kept, as many as asked for; null where nothing is dropped. */
export type DrawDropout = ((count: number) => Float32Array) | null;

/**
 * Self-attention over sequences, normalised before each part (Kang and McAuley 2018, SASRec).
 * @param parameters in the layout's order
 * @param vectors the items' vectors, [sequences · length, dimension]
 * @param places each position's place from the end as rows of 0 and 1, [sequences · length, places]
 * @returns what each position knows of its next item, [sequences · length, dimension]
 */
export function encodePositions(
  settings: SequenceSettings,
  layout: ParameterLayout,
  parameters: readonly Tensor[],
  input: {
    readonly vectors: Tensor2D;
    readonly places: Tensor2D;
    readonly sequences: number;
    readonly length: number;
  },
  draw: DrawDropout,
): Tensor2D {
  const { dimension, blocks, heads } = settings;
  const { sequences, length } = input;
  const byName = new Map(layout.parameters.map(({ name }, index) => [name, parameters[index]]));
  const layer = (name: string): DenseWeights => ({
    kernel: byName.get(`${name}/kernel`) as Tensor2D,
    bias: byName.get(`${name}/bias`) as Tensor1D,
  });
  const norm = (x: Tensor2D, name: string): Tensor2D =>
    layerNorm(x, byName.get(`${name}/gain`) as Tensor1D, byName.get(`${name}/shift`) as Tensor1D);
  const drop = (x: Tensor2D): Tensor2D =>
    draw === null ? x : multiplyByData(x, tensor2d(draw(x.size), x.shape));
  const before = causalMask(length);
  const placeVectors = denseOnData(input.places, layer('places'), 'linear');
  let x = drop(addAll([multiplyByData(input.vectors, Math.sqrt(dimension)), placeVectors]));
  for (let block = 0; block < blocks; block += 1) {
    const name = `block ${block}`;
    const own = norm(x, `${name}/attention norm`);
    const attended = causalAttention(
      dense(own, layer(`${name}/query`), 'linear'),
      dense(own, layer(`${name}/key`), 'linear'),
      dense(own, layer(`${name}/value`), 'linear'),
      { sequences, length, heads },
      before,
    );
    x = addAll([x, drop(dense(attended, layer(`${name}/mix`), 'linear'))]);
    const forward = norm(x, `${name}/forward norm`);
    const inner = drop(dense(forward, layer(`${name}/first`), 'relu'));
    x = addAll([x, drop(dense(inner, layer(`${name}/second`), 'linear'))]);
  }
  return norm(x, 'final');
}

/** [1, length, length]: row t sees columns up to t. */
function causalMask(length: number): Tensor3D {
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row += 1) {
    mask.fill(UNSEEN, row * length + row + 1, (row + 1) * length);
  }
  return tensor3d(mask, [1, length, length]);
}
