import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { matchScale } from '../../fusion/model/index.ts';
import { LOG_PRECISION_LIMIT } from '../../fusion/tensor/index.ts';
import { buildBatch } from '../../fusion/training/batch.ts';
import { buildTargets } from '../../fusion/training/batch-targets.ts';
import type { Steps } from './steps.ts';

interface Place {
  readonly kind: 'float' | 'int';
  readonly shape: readonly number[];
  readonly offset: number;
}

/** Arrays one after the other, with where each lies. */
class Bytes {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  add(values: Float32Array | Int32Array, shape: readonly number[]): Place {
    const offset = this.#size;
    this.#parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.#size += values.byteLength;
    return { kind: values instanceof Int32Array ? 'int' : 'float', shape, offset };
  }

  get all(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Writes batches, starting weights and settings for another implementation: `spec.json`, `data.bin`. */
export async function exportTraining(folder: string, { context, batches }: Steps): Promise<void> {
  const { schema, settings, normaliser, weights } = context;
  const { layout, flat, sequenceItems, candidateItems } = weights;
  const bytes = new Bytes();
  const table = ({ values, rows, dimension }: typeof sequenceItems) =>
    bytes.add(values, [rows, dimension]);
  const spec = {
    modalities: schema.modalities.map(({ name, sequenceTypes }) => {
      return { name, sequence: sequenceTypes !== null };
    }),
    labels: schema.labels.map(({ kind }) => kind),
    dimension: settings.network.dimension,
    matchScale: matchScale(settings.network.dimension),
    precisionLimit: LOG_PRECISION_LIMIT,
    losses: settings.losses,
    learningRate: settings.learningRate,
    weightDecay: settings.weightDecay,
    embeddingRate: settings.embeddingRate,
    embeddingDecay: settings.embeddingDecay,
    accumulator: sequenceItems.accumulators[0],
    parameters: layout.parameters.map(({ name, shape, rate, decays, offset, size }) => {
      const values = bytes.add(flat.slice(offset, offset + size), shape);
      return { name, rate, decays, values };
    }),
    tables: { sequence: table(sequenceItems), candidate: table(candidateItems) },
    batches: batches.map((references) => {
      const batch = buildBatch(references, normaliser, settings.network);
      const { rows, candidates } = batch;
      const targets = buildTargets(references, batch, normaliser);
      const matrix = (values: Float32Array) => bytes.add(values, [rows, values.length / rows]);
      const modalities = batch.modalities.flatMap(({ features, present, sequence }, index) => {
        const { name } = schema.modalities[index];
        const own = [
          [`${name} features`, matrix(features)],
          [`${name} present`, matrix(present)],
        ] as const;
        if (sequence === null) return own;
        const { items, tokens, mask } = sequence;
        return [
          ...own,
          [`${name} items`, bytes.add(items, [items.length])] as const,
          [
            `${name} tokens`,
            bytes.add(tokens, [items.length, tokens.length / items.length]),
          ] as const,
          [`${name} mask`, matrix(mask)] as const,
        ];
      });
      return {
        ...Object.fromEntries(modalities),
        state: matrix(batch.state),
        items: bytes.add(batch.items, [rows * candidates]),
        columns: bytes.add(batch.columns, [rows, candidates, schema.columns.length]),
        mask: matrix(batch.mask),
        ranking: matrix(targets.ranking),
        shares: matrix(targets.shares),
        'share weights': matrix(targets.shareWeights),
        labels: matrix(targets.labels),
        'label weights': matrix(targets.labelWeights),
      };
    }),
  };
  await writeFile(join(folder, 'data.bin'), bytes.all);
  await writeFile(join(folder, 'spec.json'), JSON.stringify(spec));
}
