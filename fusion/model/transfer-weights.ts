import type { SparseMatrix } from '../linear/index.ts';
import { type EmbeddingTable, RandomSource } from '../tensor/index.ts';
import { NetworkInputError } from './check-schema.ts';
import type { NetworkContent } from './fusion-network.ts';
import { initialWeights, type NetworkWeights } from './network-weights.ts';
import type { InputSchema } from './user-input.ts';

/** Names along an axis of a parameter; null where its places have no meaning of their own. */
type Axis = readonly string[] | null;

/**
 * Starting weights for one shop out of another's network. What travels is whatever both shops have a
 * name for: the gates and the head by expert column and state, the encoders by feature, the layers
 * behind them whole, and the items' vectors by content. The rest starts as it would without.
 * The numbers that inputs are standardised by do not travel: each shop measures its own.
 * @param likeness target's items by source's items, each row's weights summing to 1 or to 0 (an item
 * like none keeps its start); null leaves all items' vectors at their start
 * @throws NetworkInputError where the likeness does not fit the shops' numbers of items
 */
export function transferWeights(
  source: NetworkContent,
  target: InputSchema,
  likeness: SparseMatrix | null,
  seed: number,
): NetworkWeights {
  const { settings } = source;
  const weights = initialWeights(target, settings, RandomSource.fromSeed(seed));
  for (const { name, shape, offset } of weights.layout.parameters) {
    if (!source.weights.layout.has(name)) continue;
    const from = source.weights.layout.get(name);
    const [rows, columns] = axes(name, target);
    const [sourceRows, sourceColumns] = axes(name, source.schema);
    const width = shape[shape.length - 1];
    const sourceWidth = from.shape[from.shape.length - 1];
    const rowOf = places(rows, sourceRows);
    const columnOf = places(columns, sourceColumns);
    const height = shape.length === 1 ? 1 : shape[0];
    for (let row = 0; row < height; row += 1) {
      const sourceRow = shape.length === 1 ? 0 : rowOf(row);
      for (let column = 0; column < width; column += 1) {
        const sourceColumn = columnOf(column);
        if (sourceRow < 0 || sourceColumn < 0) continue;
        weights.flat[offset + row * width + column] =
          source.weights.flat[from.offset + sourceRow * sourceWidth + sourceColumn];
      }
    }
  }
  if (likeness !== null) {
    if (likeness.rows !== target.itemCount || likeness.columns !== source.schema.itemCount) {
      throw new NetworkInputError(
        `The likeness of items is ${likeness.rows} by ${likeness.columns}, the shops have ${target.itemCount} and ${source.schema.itemCount} items.`,
      );
    }
    mixRows(source.weights.sequenceItems, weights.sequenceItems, likeness);
    mixRows(source.weights.candidateItems, weights.candidateItems, likeness);
  }
  return weights;
}

/** Where a place of the target's axis lies on the source's; -1 for a name that the source lacks. */
function places(target: Axis, source: Axis): (place: number) => number {
  if (target === null || source === null) return (place) => place;
  const known = new Map(source.map((name, place) => [name, place]));
  const found = target.map((name) => known.get(name) ?? -1);
  // Behind the named places lie those that are the same in every shop: the pooled sequence.
  return (place) => (place < found.length ? found[place] : place - found.length + source.length);
}

/** What the inputs and the outputs of a layer are called. */
function axes(name: string, schema: InputSchema): readonly [Axis, Axis] {
  const layer = name.slice(0, name.lastIndexOf('/'));
  const inputs = [
    ...schema.states.map((state) => state.name),
    ...schema.modalities.map((modality) => `present ${modality.name}`),
  ];
  const columns = schema.columns.map((column) => column.name);
  const features = (modality: InputSchema['modalities'][number]) =>
    modality.featureNames.map((feature) => `${modality.name} ${feature}`);
  const encoded = schema.modalities.find((modality) => layer === `encoders/${modality.name}/first`);
  if (encoded !== undefined) return [features(encoded), null];
  const known: Readonly<Record<string, readonly [Axis, Axis]>> = {
    'gates/hidden': [inputs, null],
    'gates/output': [null, columns],
    'head/state': [inputs, null],
    'head/columns': [columns, null],
    'reconstruction/output': [null, schema.modalities.flatMap(features)],
    'labels/output': [null, schema.labels.map((label) => label.name)],
  };
  return known[layer] ?? [null, null];
}

function mixRows(source: EmbeddingTable, target: EmbeddingTable, likeness: SparseMatrix): void {
  const { dimension } = target;
  for (let row = 0; row < likeness.rows; row += 1) {
    const [from, to] = [likeness.pointers[row], likeness.pointers[row + 1]];
    if (from === to) continue;
    const into = target.values.subarray(row * dimension, (row + 1) * dimension).fill(0);
    for (let entry = from; entry < to; entry += 1) {
      const other = likeness.indices[entry] * dimension;
      for (let axis = 0; axis < dimension; axis += 1) {
        into[axis] += likeness.values[entry] * source.values[other + axis];
      }
    }
  }
}
