import type { Locale, ModalityRegistry } from '../../fusion/index.ts';
import { type FreshProfile, type ModelRegistry } from '../../profiles/index.ts';
import type {
  KeysetPage,
  MembershipChange,
  MembershipRow,
  NewMembership,
  Page,
  Store,
} from '../../store/index.ts';
import type { LearnedSettings } from '../learned/form-learned.ts';
import { languageOf } from '../phrases/language.ts';
import { dependenciesOf } from '../rules/dependencies-of.ts';
import { parseNewRule } from '../rules/parse-rule.ts';
import type { RuleVocabulary } from '../rules/vocabulary.ts';
import { learnScores, type ScoreLearner } from '../scored/learn-scores.ts';
import { type ActiveSegments, readSegments } from './active-segments.ts';
import { archiveSegment } from './archive-segment.ts';
import { gatherFacts } from './gather-facts.ts';
import { holdServed } from './hold-served.ts';
import {
  countMoves,
  type JudgeSome,
  judgeForEveryModel,
  judgePages,
  type UpkeepReport,
} from './judge-everyone.ts';
import { judgeUser } from './judge-users.ts';
import { type JudgedUser, judgedFromFresh, judgedFromStored } from './judged-user.ts';
import { Learnings, type OpenLearning } from './learnings.ts';
import { narrowSegments } from './narrow-segments.ts';
import { type PreviewOptions, previewRule, type SegmentPreview } from './preview.ts';
import { type PortraitSpan, readPortrait, type SegmentPortrait } from './read-portrait.ts';
import { type LearnedReport, saveLearned } from './save-learned.ts';
import { type NewRuleSegment, saveRules } from './save-rules.ts';
import { type NewScoredSegment, type RenewReport, ScoredSegments } from './scored-segments.ts';
import { servedHistories } from './served-histories.ts';
import { standingVerdicts } from './standing-verdicts.ts';

export interface SegmentServiceOptions {
  readonly store: Store;
  readonly models: ModelRegistry;
  /** For checking the names in rules, and for what people call them; without it anything goes. */
  readonly modalities?: ModalityRegistry;
  /** Where predictive and lookalike segments are learned; in this process if nothing is said. */
  readonly learn?: ScoreLearner;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const DUE_AT_ONCE = 500;
const PREVIEW_LIMIT = 20_000;
/** How far back a portrait's size and flows go if nothing is said. */
const PORTRAYED_MS = 30 * 86_400_000;
/** More dependants than this wait for their own next event or for `judgeEveryone`. */
const MOST_DEPENDANTS = 2_000;

/** Makes, judges and keeps up segments. */
export class SegmentService {
  readonly #store: Store;
  readonly #models: ModelRegistry;
  readonly #clock: () => number;
  readonly #modalities: ModalityRegistry | null;
  readonly #learn: ScoreLearner | null;
  /** As everybody sees it: learned segments of another model are matched with the segments there. */
  readonly #served: Store;
  /** What predictive and lookalike segments are being learned. */
  readonly learnings: Learnings;

  constructor(
    { store, models, clock, modalities, learn }: SegmentServiceOptions,
    served: Store | null = null,
    learnings: Learnings | null = null,
  ) {
    this.#store = store;
    this.#served = served ?? store;
    this.#models = models;
    this.#clock = clock;
    this.#modalities = modalities ?? null;
    this.#learn = learn ?? null;
    this.learnings = learnings ?? new Learnings(clock);
  }

  /** The same service over one model's profiles and verdicts, whichever model serves. */
  ofModel(modelId: string): SegmentService {
    const options = { models: this.#models, clock: this.#clock };
    const store = this.#served.ofModel(modelId);
    const [modalities, learn] = [this.#modalities, this.#learn];
    return new SegmentService(
      { ...options, store, ...(modalities && { modalities }), ...(learn && { learn }) },
      this.#served,
      this.learnings,
    );
  }

  /**
   * Stores a new rule segment and judges everybody by it.
   * @throws {RuleError} where the rule is wrong, {SegmentCycleError} for a circle of references,
   * {SegmentError} for a bad id, {StoreConflictError} where the id is taken
   */
  async create(segment: NewRuleSegment): Promise<UpkeepReport> {
    await saveRules(this.#store, [segment], await this.#liveVocabulary(), this.#clock(), 'create');
    return this.judgeEveryone([segment.id]);
  }

  /**
   * Makes rule segments as they are declared or gives them a new version, and judges everybody by
   * those that changed. Errors as for `create`, but for traits and read-outs that are not there: a
   * declaration may come before the data that it is about.
   * @param toCome ids of predictive and lookalike segments that rules may refer to before they are learned
   */
  async declare(
    segments: readonly NewRuleSegment[],
    toCome: readonly string[] = [],
  ): Promise<UpkeepReport> {
    const at = this.#clock();
    const vocabulary = { ...this.#vocabulary(), segments: toCome, similar: toCome };
    const changed = await saveRules(this.#store, segments, vocabulary, at, 'version');
    return changed.length === 0 ? { users: 0, entered: 0, left: 0 } : this.judgeEveryone(changed);
  }

  /**
   * Takes all members out of a segment and keeps its history.
   * @throws {SegmentError} where other segments refer to it
   */
  archive(id: string): Promise<void> {
    return archiveSegment(this.#store, id, this.#clock());
  }

  /**
   * Judges users by every active segment and stores the verdicts with their proofs. The updater calls
   * it inside the transaction that writes the profiles.
   */
  async evaluateUsers(
    store: Store,
    _model: { readonly id: string },
    profiles: readonly FreshProfile[],
  ): Promise<MembershipChange[]> {
    return this.#judge(store, profiles.map(judgedFromFresh), null);
  }

  /**
   * Judges users by the profiles that are served, with what these have seen; call it in a transaction.
   * @param segmentIds some segments; all if nothing is said
   */
  async judgeServed(
    store: Store,
    userIds: readonly string[],
    segmentIds: readonly string[] | null = null,
    now = this.#clock(),
  ): Promise<MembershipChange[]> {
    const there = await holdServed(store, userIds);
    const rows = await store.profiles.byIds(there);
    const reach = new Map([...rows].map(([userId, row]) => [userId, row.throughSequence]));
    const histories = await servedHistories(store, there, reach);
    const users = histories.map((history) =>
      judgedFromStored(history, rows.get(history.userId) ?? null),
    );
    return this.#judge(store, users, segmentIds, now);
  }

  /** Users whose memberships may change because the friends that are given did something. */
  async dependants(store: Store, userIds: readonly string[]): Promise<string[]> {
    const { dependencies } = readSegments(await store.segments.all());
    if (!dependencies.friends) return [];
    const changed = new Set(userIds);
    const related = await store.events.relatedTo(userIds);
    return related.filter((userId) => !changed.has(userId)).slice(0, MOST_DEPENDANTS);
  }

  /**
   * Judges everybody by some segments, or by all; used when a definition is new. Of the service that
   * everybody sees: for each model that is kept current, one that begins to serve meanwhile among them.
   */
  async judgeEveryone(
    segmentIds: readonly string[] | null = null,
    onProgress?: (users: number) => void,
  ): Promise<UpkeepReport> {
    const judge: JudgeSome = (store, userIds) => this.#judgeStored(store, userIds, segmentIds);
    return this.#store === this.#served
      ? judgeForEveryModel(this.#store, judge, onProgress)
      : judgePages(this.#store, judge, onProgress);
  }

  /** Judges anew whoever's verdict has outlived its validity, just because time went by. */
  async refreshDue(now = this.#clock()): Promise<UpkeepReport> {
    const report = { users: 0, entered: 0, left: 0 };
    const seen = new Set<string>();
    for (;;) {
      const due = await this.#store.memberships.dueBefore(now, DUE_AT_ONCE);
      const userIds = [...new Set(due.map(({ userId }) => userId))].filter((id) => !seen.has(id));
      if (userIds.length === 0) break;
      for (const userId of userIds) seen.add(userId);
      countMoves(await this.#judgeStored(this.#store, userIds, null, now), report);
      report.users += userIds.length;
    }
    for (const other of await this.#beside()) await other.refreshDue(now);
    return report;
  }

  /**
   * Forms learned segments out of the model's profiles, in place of the earlier ones, and judges
   * everybody by them.
   * @throws {TooFewProfilesError} {SegmentError} without a model
   */
  async formLearned(settings: LearnedSettings = {}): Promise<LearnedReport> {
    const model = await this.#store.models.active();
    const report = await saveLearned(
      this.#store,
      this.#served,
      model?.id ?? null,
      languageOf('en', this.#modalities),
      settings,
      this.#clock(),
    );
    await this.judgeEveryone(report.segments.map(({ id }) => id));
    return report;
  }

  /**
   * Learns a new predictive or lookalike segment and judges everybody by it.
   * @throws {RuleError} where what is asked for is wrong or names what is not there,
   * {NotLearnableError} where there is too little to learn from or no threshold does what is asked,
   * {SegmentError} for a bad id and without a model that this version can read, {StoreConflictError} where the id is taken
   */
  async createScored(segment: NewScoredSegment): Promise<UpkeepReport> {
    return this.learnings.run(async (open) => {
      await this.#scored(open).create(segment);
      return this.#judgeLearned(open, [segment.id]);
    });
  }

  /**
   * Learns predictive and lookalike segments that are declared and new or changed, or that rest on
   * another model than the one that serves, and judges everybody by them. Without a model it does nothing.
   * @param again ids of those that are learned anew in any case
   */
  async renewScored(
    declared: readonly NewScoredSegment[],
    again: readonly string[] | null = null,
  ): Promise<RenewReport> {
    return this.learnings.run(async (open) => {
      const renewed = await this.#scored(open).renew(declared, again);
      const { changed, leftOut } = renewed;
      if (leftOut.length > 0)
        open.fail(leftOut.map(({ id, reason }) => `${id}: ${reason}`).join(' '));
      if (changed.length > 0) await this.#judgeLearned(open, changed);
      return renewed;
    });
  }

  /** Whom a predictive or lookalike segment would hold; stores nothing. Errors as for `createScored`. */
  previewScored(
    given: Omit<NewScoredSegment, 'id' | 'name' | 'description'>,
  ): Promise<SegmentPreview> {
    return this.#scored().preview(given);
  }

  /** What a rule would select, without storing anything. Errors as for `create`. */
  async preview(rule: unknown, options: Partial<PreviewOptions> = {}): Promise<SegmentPreview> {
    const store = await this.#bound();
    const rows = await store.segments.all();
    const parsed = parseNewRule(rule, {
      ...(await this.#liveVocabulary()),
      segments: rows.map(({ id }) => id),
      similar: rows.filter(({ kind }) => kind !== 'RULE').map(({ id }) => id),
    });
    return previewRule(store, parsed, this.#clock(), { limit: PREVIEW_LIMIT, ...options });
  }

  /**
   * What a segment is like, whatever its kind: see `readPortrait`. Size and flows are told of the last
   * 30 days if nothing is said.
   * @throws {SegmentError} where there is no such segment
   */
  async portrait(
    segmentId: string,
    locale: Locale,
    span: Partial<PortraitSpan> = {},
  ): Promise<SegmentPortrait> {
    const { until = this.#clock() } = span;
    const { from = until - PORTRAYED_MS } = span;
    const languages = {
      en: languageOf('en', this.#modalities),
      'zh-CN': languageOf('zh-CN', this.#modalities),
    };
    return readPortrait(await this.#bound(), segmentId, locale, { from, until }, languages);
  }

  /** The members of a segment, highest score first. */
  members(segmentId: string, page: KeysetPage): Promise<Page<MembershipRow>> {
    return this.#store.memberships.members(segmentId, page);
  }

  /** One model's profiles from the first user to the last, whichever begins to serve meanwhile. */
  async #bound(): Promise<Store> {
    const model = await this.#store.models.active();
    return model === null ? this.#store : this.#served.ofModel(model.id);
  }

  /** The same for the models that are kept current beside the serving one. */
  async #beside(): Promise<SegmentService[]> {
    if (this.#store !== this.#served) return [];
    return (await this.#store.models.beside()).map(({ id }) => this.ofModel(id));
  }

  async #judgeStored(
    store: Store,
    userIds: readonly string[],
    segmentIds: readonly string[] | null,
    now = this.#clock(),
  ): Promise<MembershipChange[]> {
    if (userIds.length === 0) return [];
    return store.transaction((inside) => this.judgeServed(inside, userIds, segmentIds, now));
  }

  async #judge(
    store: Store,
    users: readonly JudgedUser[],
    segmentIds: readonly string[] | null,
    now = this.#clock(),
  ): Promise<MembershipChange[]> {
    const active = readSegments(await store.segments.all());
    const wanted = segmentIds === null ? null : withReferring(active, segmentIds);
    const segments = wanted === null ? active : narrowSegments(active, wanted);
    const { rules, learned, scored } = segments;
    if (rules.length + learned.length + scored.length === 0) return [];
    // Whoever judges the same users at the same time may know less of their friends.
    if (segments.dependencies.friends) {
      await store.memberships.hold(users.map(({ userId }) => userId));
    }
    const factsOf = await gatherFacts(store, users, segments.dependencies);
    const standing = await standingVerdicts(store, segments, users, now);
    const memberships: NewMembership[] = users
      .flatMap((user) => judgeUser(segments, user, factsOf, now, standing.get(user.userId)))
      .filter(({ segmentId }) => wanted?.has(segmentId) ?? true);
    return memberships.length === 0 ? [] : store.memberships.replace(memberships);
  }

  async #judgeLearned(
    { tell }: OpenLearning,
    segmentIds: readonly string[],
  ): Promise<UpkeepReport> {
    const total = await this.#store.users.count();
    tell('JUDGING', 0, total);
    return this.judgeEveryone(segmentIds, (users) =>
      tell('JUDGING', Math.min(users, total), total),
    );
  }

  #scored(open?: OpenLearning): ScoredSegments {
    return new ScoredSegments({
      ...{ store: this.#store, models: this.#models, clock: this.#clock },
      ...(open && { open }),
      learn: this.#learn ?? this.#learnHere,
    });
  }

  readonly #learnHere: ScoreLearner = async (orders, model, shop, tell) => {
    if (this.#modalities === null) {
      throw new TypeError('Segments are learned with the modalities of the model.');
    }
    return learnScores(orders, model, shop, this.#modalities, tell);
  };

  #vocabulary(): RuleVocabulary {
    if (this.#modalities === null) return {};
    return {
      modalities: Object.fromEntries(
        this.#modalities.list().map(({ name, eventTypes }) => [name, Object.keys(eventTypes)]),
      ),
    };
  }

  /** Also what the data have brought; where there is nothing yet, any name may still come. */
  async #liveVocabulary(): Promise<RuleVocabulary> {
    const [traits, readOuts] = await Promise.all([
      this.#store.users.traitNames(),
      this.#models.readOutNames(),
    ]);
    return {
      ...this.#vocabulary(),
      ...(traits.length > 0 && { traits }),
      ...(readOuts.length > 0 && { readOuts }),
    };
  }
}

/** The segments with all whose rules refer to them, directly or through others. */
function withReferring({ rules }: ActiveSegments, segmentIds: readonly string[]): Set<string> {
  const found = new Set(segmentIds);
  // Rules come after those that they refer to.
  for (const { id, rule } of rules) {
    if ([...dependenciesOf(rule).segments].some((other) => found.has(other))) found.add(id);
  }
  return found;
}
