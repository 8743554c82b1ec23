import { randomUUID } from 'node:crypto';
import type { ModalityRegistry } from '../fusion/index.ts';
import type { Erased, ExternalId, Store, Trace } from '../store/index.ts';
import { type ForgettingModel, forgetInModels } from './forget-in-models.ts';
import { type ErasureReceipt, receiptFromJson, receiptToJson } from './receipt.ts';
import { whatRemains } from './what-remains.ts';

const DAY_MS = 86_400_000;
/** So long those who follow a feed have to hear that somebody left. */
const TOLD_AT_LEAST_MS = DAY_MS;
/** Audiences that did not take a delivery for so long are not waited for. */
const TOLD_AT_MOST_MS = 30 * DAY_MS;

export interface ErasureServiceOptions {
  readonly store: Store;
  readonly modalities: ModalityRegistry;
  /** The audiences that are declared: they have to hear that somebody left. */
  readonly audiences: readonly string[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Drops what this process remembers of users. */
  readonly forget: () => void;
}

/** Whom to erase: a user id, or what a source calls the user. */
export type Whom = { readonly userId: string } | { readonly externalId: ExternalId };

/** Ends the transaction of a dry run. */
class DryRun extends Error {
  constructor(readonly receipt: ErasureReceipt) {
    super('A dry run changes nothing.');
  }
}

/** Erases users: all that is kept of them, in every place, with a receipt. */
export class ErasureService {
  readonly #options: ErasureServiceOptions;

  constructor(options: ErasureServiceOptions) {
    this.#options = options;
  }

  /**
   * Erases a user with everybody who was merged into it, in one transaction: killed at any instant, all
   * of it is done or none, and it can be asked for again. A dry run does the same and takes it back, so its
   * numbers are those of the real run.
   * @returns what was taken away, or the receipt of before where the user was erased already; null where
   * there is no such user and never was one
   */
  async erase(
    whom: Whom,
    { dryRun = false }: { readonly dryRun?: boolean } = {},
  ): Promise<ErasureReceipt | null> {
    const { store, forget } = this.#options;
    const userId = await this.#living(whom);
    if (userId === null) return this.find(whom);
    const userIds = [userId, ...(await store.users.mergedInto([userId]))];
    try {
      const receipt = await this.#forgetting(userIds, (inside, models) =>
        this.#takeAway(inside, userId, models, dryRun),
      );
      forget();
      return receipt;
    } catch (error) {
      if (error instanceof DryRun) return error.receipt;
      throw error;
    }
  }

  /** The receipt of somebody who was erased; null for anybody else. */
  async find(whom: Whom): Promise<ErasureReceipt | null> {
    const erased = await this.#options.store.erasures.find([traceOf(whom)]);
    return erased && receiptOf(erased);
  }

  /**
   * Ends what is still kept to tell others that somebody left: the bare user id, and what a process that
   * was at work during the erasure has written since. @returns how many people are gone for good now
   */
  async settle(): Promise<number> {
    const { store, audiences, clock, forget } = this.#options;
    const now = clock();
    const userIds = await store.erasures.farewellsOver(
      now - TOLD_AT_LEAST_MS,
      audiences,
      now - TOLD_AT_MOST_MS,
    );
    if (userIds.length === 0) return 0;
    await this.#forgetting(userIds, (inside) => inside.erasures.settle(userIds));
    forget();
    return userIds.length;
  }

  /** Takes users out of the models, and does work in the same transaction. */
  async #forgetting<Result>(
    userIds: readonly string[],
    work: (inside: Store, models: readonly ForgettingModel[]) => Promise<Result>,
  ): Promise<Result> {
    const { store, modalities } = this.#options;
    for (;;) {
      const turn = await store.erasures.turn();
      // Opening models takes long; a transaction of the embedded store would hold up everybody.
      const models = await forgetInModels(store, modalities, userIds);
      const done = await store.transaction(async (inside) => {
        if (!(await inside.erasures.takeTurn(turn))) return null;
        for (const { row, parts } of models) {
          if (parts !== null) await inside.models.replaceParts(row.id, parts);
        }
        return { result: await work(inside, models) };
      });
      if (done !== null) return done.result;
    }
  }

  async #takeAway(
    inside: Store,
    userId: string,
    models: readonly ForgettingModel[],
    dryRun: boolean,
  ): Promise<ErasureReceipt> {
    const id = randomUUID();
    const erasedAt = this.#options.clock();
    const { places, neighbours, left, knownSince } = await inside.erasures.takeAway(userId, id);
    const changed = models.filter(({ parts }) => parts !== null).length;
    const receipt = {
      ...{ id, erasedAt, dryRun, again: false },
      places: [...places, { place: 'models with rows of the user', count: changed }],
      ...{ neighbours, left, toldUntil: erasedAt + TOLD_AT_MOST_MS },
      remains: await whatRemains(inside, models, knownSince),
    };
    await inside.erasures.note({ id, erasedAt, receipt: receiptToJson(receipt) });
    if (dryRun) throw new DryRun(receipt);
    return receipt;
  }

  /** The user who is here now under an id; null where nobody is. */
  async #living(whom: Whom): Promise<string | null> {
    const { users } = this.#options.store;
    if ('externalId' in whom) return users.find(whom.externalId);
    const canonical = (await users.canonical([whom.userId])).get(whom.userId) ?? whom.userId;
    return (await users.exists([canonical])).has(canonical) ? canonical : null;
  }
}

function traceOf(whom: Whom): Trace {
  return 'userId' in whom ? { userId: whom.userId } : { externalId: whom.externalId };
}

function receiptOf({ id, erasedAt, receipt }: Erased): ErasureReceipt {
  return { id, erasedAt, dryRun: false, again: true, ...receiptFromJson(receipt) };
}
