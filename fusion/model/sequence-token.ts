import type { ItemSequence, ModalitySchema } from './user-input.ts';

/**
 * What the attention reads of a sequence's position beside the item's vector: its type, one value
 * each, and its age, as log(1 + days) / 3 to lie near 0 to 2.
 */
export function writeToken(
  modality: ModalitySchema,
  sequence: ItemSequence,
  position: number,
  into: Float32Array,
  to: number,
): void {
  into[to + sequence.types[position]] = 1;
  into[to + (modality.sequenceTypes?.length ?? 0)] = Math.log1p(sequence.ages[position]) / 3;
}
