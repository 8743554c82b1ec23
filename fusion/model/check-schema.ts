import { ModelFormatError } from './number-codec.ts';
import type { InputSchema } from './user-input.ts';

/** Input that the network cannot take: wrong widths, unknown names, or not finite. */
export class NetworkInputError extends Error {
  override readonly name = 'NetworkInputError';
}

/** @throws NetworkInputError when names repeat, or a column or state belongs to no modality. */
export function checkSchema(schema: InputSchema): void {
  if (schema.modalities.length === 0) {
    throw new NetworkInputError('The network needs at least one modality.');
  }
  if (schema.columns.length === 0) {
    throw new NetworkInputError('The network needs at least one score column.');
  }
  const names = new Set(schema.modalities.map(({ name }) => name));
  const lists = {
    modality: schema.modalities,
    state: schema.states,
    column: schema.columns,
    label: schema.labels,
  };
  for (const [kind, list] of Object.entries(lists)) {
    const seen = new Set<string>();
    for (const { name } of list) {
      if (seen.has(name)) throw new NetworkInputError(`The ${kind} "${name}" is declared twice.`);
      seen.add(name);
    }
  }
  for (const { name, modality } of [...schema.states, ...schema.columns]) {
    if (modality !== null && !names.has(modality)) {
      throw new NetworkInputError(
        `"${name}" belongs to the modality "${modality}", which is not one of ${[...names].join(', ')}.`,
      );
    }
  }
  for (const { name, featureNames, sequenceTypes } of schema.modalities) {
    if (featureNames.length === 0 && sequenceTypes === null) {
      throw new NetworkInputError(`The modality "${name}" has neither features nor a sequence.`);
    }
  }
}

/**
 * A model that another version of the program stored reads what that version's features, states and scores were.
 * @throws {ModelFormatError} where the reader gives others than the network was trained on
 */
export function checkSameInputs(network: InputSchema, reader: InputSchema): void {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  network.modalities.forEach(({ name, featureNames }, place) => {
    const given = reader.modalities[place];
    checkSameNames(
      `features of ${name}`,
      featureNames,
      given?.featureNames ?? [],
      given?.name === name,
    );
  });
  checkSameNames('states', names(network.states), names(reader.states));
  checkSameNames('scores of experts', names(network.columns), names(reader.columns));
}

function checkSameNames(
  what: string,
  trained: readonly string[],
  given: readonly string[],
  isSameOwner = true,
): void {
  if (isSameOwner && given.join() === trained.join()) return;
  const lost = trained.filter((name) => !given.includes(name));
  const added = given.filter((name) => !trained.includes(name));
  throw new ModelFormatError(
    `The stored model was trained on other ${what} than this program reads (no longer: ${lost.join(', ') || 'none'}; new: ${added.join(', ') || 'none'}). Train it anew (portrait train), or use the program version that made it.`,
  );
}

/** @throws NetworkInputError naming the first value that is not finite. */
export function checkFinite(values: Float32Array, names: readonly string[], what: string): void {
  for (let index = 0; index < values.length; index += 1) {
    if (!Number.isFinite(values[index])) {
      const name = names[index % names.length];
      throw new NetworkInputError(
        `${what} "${name}" is ${values[index]}; it must be a finite number.`,
      );
    }
  }
}

/** The same, where NaN says "unknown". @throws NetworkInputError naming the first infinite value. */
export function checkNotInfinite(
  values: Float32Array,
  names: readonly string[],
  what: string,
): void {
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] === Number.POSITIVE_INFINITY || values[index] === Number.NEGATIVE_INFINITY) {
      const name = names[index % names.length];
      throw new NetworkInputError(
        `${what} "${name}" is ${values[index]}; use NaN where there is no opinion.`,
      );
    }
  }
}
