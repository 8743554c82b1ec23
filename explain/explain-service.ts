import { type Locale, type ModalityRegistry, ModelFormatError } from '../fusion/index.ts';
import { type ModelRegistry, type ReplayedProfile, replayProfile } from '../profiles/index.ts';
import {
  type Language,
  languageOf,
  type NamedSegment,
  nameInLanguage,
  proofFromJson,
} from '../segments/index.ts';
import type { MembershipRow, Store } from '../store/index.ts';
import type { Case } from './case.ts';
import { type Contrast, contrastOf } from './contrast.ts';
import { describeEvidence } from './evidence.ts';
import { explainByModel } from './explain-by-model.ts';
import { ExplainError } from './explain-error.ts';
import type {
  Counterfactual,
  Explained,
  Explanation,
  ExplanationBody,
  RankedEvent,
} from './explanation.ts';
import { type Ask, explainGrowth, type SegmentGrowth } from './growth/explain-growth.ts';
import { explainReadOut } from './heads/explain-read-out.ts';
import type { Open, ReadOutExplanation } from './open-explanation.ts';
import { explainRule } from './rules/explain-rule.ts';
import { readsProfile, type SegmentAt, segmentAt } from './segments-at.ts';
import { type Subject, subjectAt, subjectNow, subjectWithoutProfileAt } from './subject.ts';

export interface ExplainServiceOptions {
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly modalities: ModalityRegistry;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export interface ExplainOptions {
  /** An instant of the past, in milliseconds since the epoch; absent means now. */
  readonly asOf?: number;
  /** The language of everything that people read in it; English by default. */
  readonly locale?: Locale;
  /** How many events of the evidence are looked up, the weightiest for the verdict first; 50 if absent. */
  readonly evidence?: number;
}

export interface ReadOutOptions extends ExplainOptions {
  /** The value that is asked about: an even chance or, for numbers, what is said of nobody, if absent. */
  readonly atLeast?: number;
}

/** So much evidence is looked up where nobody says how much. */
const EVIDENCE_TOLD = 50;

/** Says why users are in segments and why they are not, now and at any instant of the past. */
export class ExplainService {
  readonly #options: ExplainServiceOptions;

  constructor(options: ExplainServiceOptions) {
    this.#options = options;
  }

  /** The same over another view of the store: one that is bound to a model. */
  on(store: Store): ExplainService {
    return new ExplainService({ ...this.#options, store });
  }

  /**
   * Explains a membership by the proof that decided it, or the lack of one by the same evaluator. A rule is
   * explained without a model, but where it reads a profile of the past.
   * @throws {ExplainError} for an unknown user or segment, or one that was not there yet
   * @throws {ModelFormatError} where another version of the program stored the model that it takes
   */
  async explain(
    userId: string,
    segmentId: string,
    options: ExplainOptions = {},
  ): Promise<Explanation> {
    return closed(await this.open(userId, segmentId, options), options);
  }

  /** The same, with evidence in pages and counterfactuals when they are asked for. Errors as for `explain`. */
  async open(
    userId: string,
    segmentId: string,
    options: ExplainOptions = {},
  ): Promise<Open<Explanation>> {
    const { store, modalities, clock } = this.#options;
    const now = options.asOf ?? clock();
    const past = options.asOf !== undefined;
    const [canonical, found] = await Promise.all([
      this.#userOf(userId),
      segmentAt(store, segmentId, past ? now : null),
    ]);
    const [subject, stored] = await Promise.all([
      this.#subject(canonical, options, readsProfile(found)),
      past ? null : store.memberships.get(canonical, segmentId),
    ]);
    const language = this.#language(options);
    const english = this.#language({ locale: 'en' });
    const nameOf = (named: NamedSegment) => nameInLanguage(named, language, english);
    const segment = { ...found, target: { ...found.target, name: nameOf(found.target) } };
    const membership = stored !== null && holds(stored, segment, subject, now) ? stored : null;
    const about: Case = {
      ...{ store, modalities, language, nameOf, subject, segment, membership, now, past },
    };
    const explained =
      segment.target.kind === 'RULE' ? await explainRule(about) : await explainByModel(about);
    return {
      ...this.#opened(explained, subject, language, now),
      segmentVersion: segment.target.version,
      freshness: {
        decidedAt: stored?.at ?? null,
        throughSequence: subject.user.history.throughSequence,
        stale: !past && membership === null,
      },
    };
  }

  /**
   * Explains why the model reads a value out of a user: a trait, a chance of lapsing, an amount.
   * @throws {ExplainError} for an unknown user, and where the model of the user's profile has no such
   * read-out
   */
  async explainReadOut(
    userId: string,
    name: string,
    options: ReadOutOptions = {},
  ): Promise<ReadOutExplanation> {
    return closed(await this.openReadOut(userId, name, options), options);
  }

  /** The same, with evidence in pages and counterfactuals when they are asked for. Errors as for `explainReadOut`. */
  async openReadOut(
    userId: string,
    name: string,
    options: ReadOutOptions = {},
  ): Promise<Open<ReadOutExplanation>> {
    const { store, clock } = this.#options;
    const subject = await this.#subject(await this.#userOf(userId), options);
    const language = this.#language(options);
    const atLeast = options.atLeast ?? null;
    const explained = await explainReadOut({ store, language, subject, name, atLeast });
    if (explained === null) {
      const known = Object.keys(subject.user.readOuts).join(', ') || 'none';
      throw new ExplainError(
        'read-out',
        `The model reads nothing called "${name}" out of this user. Known: ${known}.`,
      );
    }
    const { value, atLeast: threshold, ...rest } = explained;
    return {
      ...this.#opened(rest, subject, language, options.asOf ?? clock()),
      ...{ readOut: name, value, atLeast: threshold },
      freshness: {
        decidedAt: null,
        throughSequence: subject.user.history.throughSequence,
        stale: false,
      },
    };
  }

  /**
   * What is known of a user at an instant rests on the profile of that time.
   * @throws {ExplainError} where there was none
   */
  async checkProfileAt(userId: string, asOf: number): Promise<void> {
    if ((await this.#options.store.profiles.asOf(userId, asOf)) !== null) return;
    throw new ExplainError(
      'profile',
      'The user had no profile at that instant. Ask for a later one.',
    );
  }

  /**
   * The profile that was served at an instant of the past, computed anew; null where there was none.
   * @param asOf milliseconds since the epoch
   * @throws {ModelFormatError} where another version of the program stored what decided then
   */
  replay(userId: string, asOf: number): Promise<ReplayedProfile | null> {
    const { store, models } = this.#options;
    return replayProfile(store, models, userId, asOf);
  }

  /**
   * Why a user is in one segment and not in another, or what tells the two apart for this user.
   * Errors as for `explain`.
   */
  async contrast(
    userId: string,
    segmentId: string,
    otherSegmentId: string,
    options: ExplainOptions = {},
  ): Promise<Contrast> {
    const [first, second] = await Promise.all([
      this.open(userId, segmentId, options),
      this.open(userId, otherSegmentId, options),
    ]);
    return contrastOf(first, second, this.#language(options));
  }

  /**
   * Why a segment is larger or smaller than it was: who entered and left, and which events did it.
   * @param from milliseconds since the epoch, as is `until`
   * @throws {ExplainError} where there was no such segment at the second instant
   */
  growth(
    segmentId: string,
    from: number,
    until: number,
    options: Pick<ExplainOptions, 'locale'> = {},
  ): Promise<SegmentGrowth> {
    const ask: Ask = (userId, segment, asOf) => this.open(userId, segment, { ...options, asOf });
    const language = this.#language(options);
    return explainGrowth(this.#options.store, ask, segmentId, from, until, language);
  }

  async #userOf(userId: string): Promise<string> {
    const { users } = this.#options.store;
    const canonical = (await users.canonical([userId])).get(userId) ?? userId;
    if ((await users.exists([canonical])).has(canonical)) return canonical;
    throw new ExplainError(
      'user',
      'There is no user of that id. Look the user up by an external id first.',
    );
  }

  #subject(userId: string, { asOf }: ExplainOptions, takesProfile = true): Promise<Subject> {
    const { store, models } = this.#options;
    if (asOf === undefined) return subjectNow(store, models, userId);
    return takesProfile
      ? subjectAt(store, models, userId, asOf)
      : subjectWithoutProfileAt(store, userId, asOf);
  }

  #language({ locale }: ExplainOptions): Language {
    return languageOf(locale ?? 'en', this.#options.modalities);
  }

  #opened(explained: Explained, { user }: Subject, language: Language, asOf: number) {
    const { store, modalities } = this.#options;
    const { findCounterfactuals, evidence: ranked, ...told } = explained;
    const { locale, change } = language.phrases;
    return {
      ...told,
      ...{ asOf, ranked, userId: user.userId },
      modelId: user.modelId,
      evidenceCount: ranked.length,
      describe: (some: readonly RankedEvent[]) =>
        describeEvidence(store, modalities, user.userId, some, locale),
      async change() {
        const counterfactuals = await foundOrRefused(findCounterfactuals);
        if (counterfactuals === null) return { counterfactuals: [], outOfReach: change.untried };
        const outOfReach = counterfactuals.length > 0 ? null : change.outOfReach;
        return { counterfactuals, outOfReach };
      },
    };
  }
}

/** Looks the first of the evidence up, and finds the counterfactuals. */
async function closed<Whole extends ExplanationBody>(
  open: Open<Whole>,
  { evidence: told = EVIDENCE_TOLD }: ExplainOptions,
): Promise<Whole> {
  const { ranked, describe, change, userId: _userId, ...rest } = open;
  const [evidence, changes] = await Promise.all([describe(ranked.slice(0, told)), change()]);
  // What was left out of the whole is put back, which the type of a rest cannot say.
  return { ...rest, ...changes, evidence } as unknown as Whole;
}

/** Null where changes have to be tried out on a model that this version of the program cannot read. */
async function foundOrRefused(
  find: Explained['findCounterfactuals'],
): Promise<readonly Counterfactual[] | null> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof ModelFormatError) return null;
    throw error;
  }
}

/** Whether a stored verdict is of the current definition and model, and not past its validity. */
function holds(stored: MembershipRow, segment: SegmentAt, subject: Subject, now: number): boolean {
  if (stored.segmentVersion !== segment.target.version) return false;
  if (stored.validUntil !== null && stored.validUntil <= now) return false;
  const { modelId } = segment.target;
  return (
    proofFromJson(stored.proof).kind === segment.target.kind &&
    (modelId === null || modelId === subject.user.modelId)
  );
}
