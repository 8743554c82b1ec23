import { isDeepStrictEqual } from 'node:util';
import type { ModalityRegistry } from '../../fusion/index.ts';
import type { ModelRegistry, ServingModel } from '../../profiles/index.ts';
import type { NewSegment, SegmentRow, Store } from '../../store/index.ts';
import { RuleError } from '../rules/rule-error.ts';
import { defineScored } from '../scored/define-scored.ts';
import { fitLookalike } from '../scored/fit-lookalike.ts';
import { fitPredictive } from '../scored/fit-predictive.ts';
import { judgeScored } from '../scored/judge-scored.ts';
import { NotLearnableError } from '../scored/not-learnable-error.ts';
import { kindOf, parseScoredAsk, type ScoredAsk } from '../scored/scored-ask.ts';
import {
  type ScoredDefinition,
  scoredFromJson,
  scoredToJson,
} from '../scored/scored-definition.ts';
import { readShop, type ShopKnowledge } from '../scored/shop-knowledge.ts';
import { overlapsOf, SAMPLE, type SegmentPreview } from './preview.ts';
import { resolveSeeds, seedsNow } from './resolve-seeds.ts';
import { checkSegmentId, SegmentError } from './segment-error.ts';

/** A predictive or lookalike segment as a user writes it: `predicts` or `like`, and a threshold. */
export interface NewScoredSegment {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly predicts?: unknown;
  readonly like?: unknown;
  readonly threshold?: unknown;
}

/** A segment that could not be learned, and why. */
export interface LeftOut {
  readonly id: string;
  readonly reason: string;
}

/** With seeds by the ids that they go by. */
interface Asked {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly ask: ScoredAsk;
}

/** What came of learning segments anew. */
export interface RenewReport {
  /** The ids of those that are new. */
  readonly changed: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

interface Learning {
  /** Speaks of the model that is learned on. */
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly modalities: ModalityRegistry | null;
  readonly clock: () => number;
}

/** Learns predictive and lookalike segments on the model that serves, and stores them. */
export class ScoredSegments {
  readonly #learning: Learning;
  #shop: Promise<ShopKnowledge> | null = null;

  constructor(learning: Learning) {
    this.#learning = learning;
  }

  /** Learns a new segment and stores it. Errors as for `SegmentService.createScored`. */
  async create(segment: NewScoredSegment): Promise<void> {
    checkSegmentId(segment.id);
    await this.#learning.store.segments.create(await this.#learned(await this.#asked(segment)));
  }

  /**
   * Learns the declared segments that are new, changed or of another model, and all others of another
   * model; with `again` also those that are as they should be.
   */
  async renew(
    declared: readonly NewScoredSegment[],
    again: readonly string[] | null,
  ): Promise<RenewReport> {
    const { store } = this.#learning;
    const modelId = (await store.models.active())?.id ?? null;
    if (modelId === null) return { changed: [], leftOut: [] };
    const rows = new Map((await store.segments.all()).map((row) => [row.id, row]));
    const named = new Set(declared.map(({ id }) => id));
    const others = [...rows.values()].filter(({ id, kind }) => {
      return (kind === 'PREDICTIVE' || kind === 'LOOKALIKE') && !named.has(id);
    });
    const changed: string[] = [];
    const leftOut: LeftOut[] = [];
    const renewOne = async ({ id }: { readonly id: string }, asked: () => Promise<Asked>) => {
      try {
        const segment = await asked();
        const row = rows.get(id);
        const isWanted = row?.modelId !== modelId || again?.includes(id);
        if (!isWanted && row !== undefined && isSame(segment, row)) return;
        await store.segments.saveVersion(await this.#learned(segment));
        changed.push(id);
      } catch (error) {
        if (!(error instanceof NotLearnableError || error instanceof RuleError)) throw error;
        leftOut.push({ id, reason: error.message });
      }
    };
    for (const segment of declared) await renewOne(segment, () => this.#asked(segment));
    // What is stored was checked then; seeds that are gone since are told, and do no harm.
    for (const row of others) {
      await renewOne(row, async () => ({ ...row, ask: scoredFromJson(row.definition).ask }));
    }
    return { changed, leftOut };
  }

  /** Whom a segment would hold, without storing anything. Errors as for `create`. */
  async preview(
    given: Omit<NewScoredSegment, 'id' | 'name' | 'description'>,
  ): Promise<SegmentPreview> {
    const { store } = this.#learning;
    const { definition, shop } = await this.#learn(
      await resolveSeeds(store, parseScoredAsk(given), null),
    );
    const members = shop.profiled
      .map((user) => ({ userId: user.userId, found: judgeScored(definition, user) }))
      .filter(({ found }) => found?.member)
      .sort((left, right) => (right.found?.value ?? 0) - (left.found?.value ?? 0))
      .map(({ userId }) => userId);
    const { threshold, measured } = definition;
    const [users, judged] = [shop.histories.length, shop.profiled.length];
    return {
      ...{ users, judged, members: members.length, unknown: users - judged, size: members.length },
      interval: [members.length, members.length],
      sample: members.slice(0, SAMPLE),
      overlaps: await overlapsOf(store, members),
      notes: [],
      score: { threshold, measured },
    };
  }

  async #asked(segment: NewScoredSegment): Promise<Asked> {
    const { id, name, description } = segment;
    const ask = await resolveSeeds(this.#learning.store, parseScoredAsk(segment), id);
    return { id, name, description, ask };
  }

  async #learned({ id, name, description, ask }: Asked): Promise<NewSegment> {
    const { definition, shop } = await this.#learn(ask);
    return {
      ...{ id, name, description, kind: kindOf(ask), definition: scoredToJson(definition) },
      ...{ modelId: shop.model.id, at: this.#learning.clock() },
    };
  }

  async #learn(
    ask: ScoredAsk,
  ): Promise<{ readonly definition: ScoredDefinition; readonly shop: ShopKnowledge }> {
    const { store, models } = this.#learning;
    const active = await store.models.active();
    if (active === null) {
      throw new SegmentError(
        'Predictive and lookalike segments need a trained model. Train one first: portrait train.',
      );
    }
    const shop = await this.#read(await models.byId(active.id));
    if ('predicts' in ask) {
      return { definition: defineScored(ask, fitPredictive(ask.predicts, shop), shop), shop };
    }
    const { seedIds, gone } = await seedsNow(store, ask.like);
    const fitted = { ...fitLookalike(seedIds, shop), seedsGone: gone };
    return { definition: defineScored(ask, fitted, shop), shop };
  }

  /** Read once for all that is learned with one object of this class. */
  async #read(model: ServingModel): Promise<ShopKnowledge> {
    const { store, modalities, clock } = this.#learning;
    if (modalities === null) {
      throw new TypeError('Segments are learned with the modalities of the model.');
    }
    this.#shop ??= readShop(store, model, modalities, clock());
    return this.#shop;
  }
}

function isSame({ name, description, ask }: Asked, row: SegmentRow): boolean {
  const kept = { name: row.name, description: row.description, ask: askOf(row) };
  return isDeepStrictEqual({ name, description, ask }, kept);
}

function askOf({ kind, definition }: SegmentRow): ScoredAsk | null {
  return kind === 'PREDICTIVE' || kind === 'LOOKALIKE' ? scoredFromJson(definition).ask : null;
}
