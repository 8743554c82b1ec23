import { browsing } from './browsing/browsing.ts';
import { location } from './location/location.ts';
import type { Modality } from './modality.ts';
import { social } from './social/social.ts';
import { transactions } from './transactions/transactions.ts';

/** Thrown where a modality cannot be registered or is not there. */
export class ModalityError extends Error {
  override readonly name = 'ModalityError';
}

/** The modalities that a deployment knows, in the order in which they were registered. */
export class ModalityRegistry {
  readonly #modalities = new Map<string, Modality>();

  /** @throws {ModalityError} when the name is taken or is no lower-case word */
  register(modality: Modality): this {
    if (!/^[a-z][a-z0-9_]*$/.test(modality.name)) {
      throw new ModalityError(
        `A modality's name is one lower-case word (letters, digits, _), not '${modality.name}'.`,
      );
    }
    if (this.#modalities.has(modality.name)) {
      throw new ModalityError(
        `The modality '${modality.name}' is registered already; give the second one another name.`,
      );
    }
    this.#modalities.set(modality.name, modality);
    return this;
  }

  /** @throws {ModalityError} when nothing of that name is registered */
  get(name: string): Modality {
    const modality = this.#modalities.get(name);
    if (!modality) {
      const known = [...this.#modalities.keys()].join(', ') || 'none';
      throw new ModalityError(`There is no modality '${name}'. Registered: ${known}.`);
    }
    return modality;
  }

  has(name: string): boolean {
    return this.#modalities.has(name);
  }

  list(): readonly Modality[] {
    return [...this.#modalities.values()];
  }
}

/** A registry with browsing, social, location and transactions. */
export function defaultModalities(): ModalityRegistry {
  return new ModalityRegistry()
    .register(browsing)
    .register(social)
    .register(location)
    .register(transactions);
}
