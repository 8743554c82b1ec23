import type { Locale, ModalityRegistry } from '../fusion/index.ts';
import type { ModelRegistry } from '../profiles/index.ts';
import { languageOf, proofFromJson } from '../segments/index.ts';
import type { MembershipRow, Store } from '../store/index.ts';
import type { Case } from './case.ts';
import { ExplainError } from './explain-error.ts';
import type { Explained, Explanation } from './explanation.ts';
import { explainLearned } from './learned/explain-learned.ts';
import { explainRule } from './rules/explain-rule.ts';
import { type SegmentAt, segmentAt } from './segments-at.ts';
import { type Subject, subjectAt, subjectNow } from './subject.ts';

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
}

/** Says why users are in segments and why they are not, now and at any instant of the past. */
export class ExplainService {
  readonly #options: ExplainServiceOptions;

  constructor(options: ExplainServiceOptions) {
    this.#options = options;
  }

  /**
   * Explains a membership by the proof that decided it, or the lack of one by the same evaluator.
   * @throws {ExplainError} for an unknown user or segment, or one that was not there yet
   */
  async explain(
    userId: string,
    segmentId: string,
    options: ExplainOptions = {},
  ): Promise<Explanation> {
    const { store, models, modalities, clock } = this.#options;
    const now = options.asOf ?? clock();
    const past = options.asOf !== undefined;
    const canonical = (await store.users.canonical([userId])).get(userId) ?? userId;
    if (!(await store.users.exists([canonical])).has(canonical)) {
      throw new ExplainError(
        'user',
        'There is no user of that id. Look the user up by an external id first.',
      );
    }
    const segment = await segmentAt(store, segmentId, now);
    const subject = past
      ? await subjectAt(store, models, canonical, now)
      : await subjectNow(store, models, canonical);
    const stored = past ? null : await store.memberships.get(canonical, segmentId);
    const membership = stored !== null && holds(stored, segment, subject, now) ? stored : null;
    const language = languageOf(options.locale ?? 'en', modalities);
    const about: Case = { store, modalities, language, subject, segment, membership, now, past };
    const explained =
      segment.target.kind === 'RULE' ? await explainRule(about) : await explainByGroup(about);
    return {
      ...explained,
      asOf: now,
      modelId: subject.model?.id ?? null,
      segmentVersion: segment.target.version,
      freshness: {
        decidedAt: stored?.at ?? null,
        throughSequence: subject.user.history.throughSequence,
        stale: !past && membership === null,
      },
    };
  }
}

async function explainByGroup(about: Case): Promise<Explained> {
  const [learned] = about.segment.segments.learned;
  const { name, modelId } = about.segment.target;
  const { sentence } = about.language.phrases;
  if (learned === undefined) return undecided(sentence.noProfile(name));
  if (about.subject.user.profile === null) return undecided(sentence.noProfile(name));
  if (about.subject.user.modelId !== modelId) return undecided(sentence.otherModel(name));
  return explainLearned(about, learned.definition);
}

function undecided(sentence: string): Explained {
  return {
    verdict: 'UNKNOWN',
    sentence,
    score: null,
    baseline: null,
    baselineMeaning: '',
    factors: [],
    residual: null,
    evidence: [],
    whyNot: [],
    counterfactuals: [],
  };
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
