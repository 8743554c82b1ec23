import { isDeepStrictEqual } from 'node:util';
import { ModelFormatError } from '../../fusion/index.ts';
import type { ModelRegistry, ServingModel } from '../../profiles/index.ts';
import type { NewSegment, SegmentRow, Store } from '../../store/index.ts';
import { RuleError } from '../rules/rule-error.ts';
import {
  type LearnedScore,
  type ScoreLearner,
  type ScoreOrder,
  whatWasLearned,
} from '../scored/learn-scores.ts';
import { NotLearnableError } from '../scored/not-learnable-error.ts';
import { kindOf, parseScoredAsk, type ScoredAsk } from '../scored/scored-ask.ts';
import { scoredFromJson, scoredToJson } from '../scored/scored-definition.ts';
import { readShop } from '../scored/shop-knowledge.ts';
import type { OpenLearning } from './learnings.ts';
import { overlapsOf, SAMPLE, type SegmentPreview } from './preview.ts';
import { resolveSeeds, seedsNow } from './resolve-seeds.ts';
import { checkSegmentId, SegmentError, UnreadableModelError } from './segment-error.ts';

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
  readonly learn: ScoreLearner;
  /** Told what is learned and how far it is; previews are nobody else's business. */
  readonly open?: OpenLearning;
  readonly clock: () => number;
}

/** What was learned with one reading of the shop. */
interface Results {
  readonly modelId: string;
  readonly users: number;
  readonly scores: readonly LearnedScore[];
}

/** Learns predictive and lookalike segments on the model that serves, and stores them. */
export class ScoredSegments {
  readonly #learning: Learning;

  constructor(learning: Learning) {
    this.#learning = learning;
  }

  /** Learns a new segment and stores it. Errors as for `SegmentService.createScored`. */
  async create(segment: NewScoredSegment): Promise<void> {
    checkSegmentId(segment.id);
    const asked = await this.#asked(segment);
    const { modelId, scores } = await this.#learn([await this.#order(asked.ask)], [segment.id]);
    await this.#learning.store.segments.create(this.#row(asked, modelId, scores[0]));
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
    const wanted: { readonly asked: Asked; readonly order: ScoreOrder }[] = [];
    const unlessRefused = async (id: string, work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof NotLearnableError || error instanceof RuleError)) throw error;
        leftOut.push({ id, reason: error.message });
      }
    };
    const consider = async (asked: Asked): Promise<void> => {
      const row = rows.get(asked.id);
      const isWanted = row?.modelId !== modelId || again?.includes(asked.id);
      if (!isWanted && row !== undefined && isSame(asked, row)) return;
      wanted.push({ asked, order: await this.#order(asked.ask) });
    };
    for (const segment of declared) {
      await unlessRefused(segment.id, async () => consider(await this.#asked(segment)));
    }
    // What is stored was checked then; seeds that are gone since are told, and do no harm.
    for (const row of others) {
      await unlessRefused(row.id, async () =>
        consider({ ...row, ask: scoredFromJson(row.definition).ask }),
      );
    }
    if (wanted.length === 0) return { changed, leftOut };
    let learned: Results;
    try {
      learned = await this.#learn(
        wanted.map(({ order }) => order),
        wanted.map(({ asked }) => asked.id),
      );
    } catch (error) {
      if (!(error instanceof UnreadableModelError)) throw error;
      const unlearned = wanted.map(({ asked }) => ({ id: asked.id, reason: error.message }));
      return { changed, leftOut: [...leftOut, ...unlearned] };
    }
    for (const [at, { asked }] of wanted.entries()) {
      await unlessRefused(asked.id, async () => {
        await store.segments.saveVersion(this.#row(asked, learned.modelId, learned.scores[at]));
        changed.push(asked.id);
      });
    }
    return { changed, leftOut };
  }

  /** Whom a segment would hold, without storing anything. Errors as for `create`. */
  async preview(
    given: Omit<NewScoredSegment, 'id' | 'name' | 'description'>,
  ): Promise<SegmentPreview> {
    const { store } = this.#learning;
    const ask = await resolveSeeds(store, parseScoredAsk(given), null);
    const { users, scores } = await this.#learn([await this.#order(ask)], []);
    const { definition, members, judged } = whatWasLearned(scores[0]);
    const { threshold, measured } = definition;
    return {
      ...{ users, judged, members: members.length, unknown: users - judged, size: members.length },
      interval: [members.length, members.length],
      sample: members.slice(0, SAMPLE),
      overlaps: await overlapsOf(store, members),
      notes: [],
      score: { threshold, measured, unmeasured: definition.unmeasured },
    };
  }

  async #asked(segment: NewScoredSegment): Promise<Asked> {
    const { id, name, description } = segment;
    const ask = await resolveSeeds(this.#learning.store, parseScoredAsk(segment), id);
    return { id, name, description, ask };
  }

  #row({ id, name, description, ask }: Asked, modelId: string, score: LearnedScore): NewSegment {
    const { definition } = whatWasLearned(score);
    return {
      ...{ id, name, description, kind: kindOf(ask), definition: scoredToJson(definition) },
      ...{ modelId, at: this.#learning.clock() },
    };
  }

  async #order(ask: ScoredAsk): Promise<ScoreOrder> {
    if (!('like' in ask)) return { ask, seedIds: [], seedsGone: 0 };
    const { seedIds, gone } = await seedsNow(this.#learning.store, ask.like);
    return { ask, seedIds, seedsGone: gone };
  }

  /** Learns on one reading of the shop. */
  async #learn(orders: readonly ScoreOrder[], segmentIds: readonly string[]): Promise<Results> {
    const { store, models, learn, clock, open } = this.#learning;
    const active = await store.models.active();
    if (active === null) {
      throw new SegmentError(
        'Predictive and lookalike segments need a trained model. Train one first: portrait train.',
      );
    }
    const model = await readable(models, active.id);
    open?.begin(segmentIds);
    const tell = open?.tell ?? (() => undefined);
    const shop = await readShop(store, active.id, clock(), tell);
    const scores = await learn(orders, model, shop, tell);
    return { modelId: active.id, users: shop.users.length, scores };
  }
}

/** @throws {UnreadableModelError} where another version of the program made the model */
async function readable(models: ModelRegistry, id: string): Promise<ServingModel> {
  try {
    return await models.byId(id);
  } catch (error) {
    if (!(error instanceof ModelFormatError)) throw error;
    throw new UnreadableModelError(
      `Nothing can be learned on the model that serves. ${error.message}`,
    );
  }
}

function isSame({ name, description, ask }: Asked, row: SegmentRow): boolean {
  const kept = { name: row.name, description: row.description, ask: askOf(row) };
  return isDeepStrictEqual({ name, description, ask }, kept);
}

function askOf({ kind, definition }: SegmentRow): ScoredAsk | null {
  return kind === 'PREDICTIVE' || kind === 'LOOKALIKE' ? scoredFromJson(definition).ask : null;
}
