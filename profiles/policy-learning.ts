import {
  type AdaptationModel,
  type AdaptationPolicy,
  Guardrail,
  type LoggedStream,
  policyToText,
  type StoredGuardrail,
} from '../fusion/index.ts';
import type { Json, Store } from '../store/index.ts';
import { aloneAt } from './alone-at.ts';
import { historiesOf } from './history.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';

/** So many rows have to come in before it is worth to look who taught something. */
const ROWS_BETWEEN = 1_000;
/** Each try reads what thousands of people did, in a process that takes a processor for seconds. */
const LEAST_MS_BETWEEN = 15 * 60_000;
/** Of more people than this some are drawn. */
const MOST_USERS = 2_000;
const USERS_AT_ONCE = 50;

/** Learns on from streams; gives null where nothing better came of it. See `learnOn`. */
export type PolicyLearner = (
  model: AdaptationModel,
  streams: readonly LoggedStream[],
  seed: number,
) => Promise<AdaptationPolicy | null>;

export interface PolicyLearningSettings {
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly clock: () => number;
  readonly learn: PolicyLearner;
  /** Told of each later policy, by the number of its revision. */
  readonly onLearned?: (revision: number) => void;
}

/**
 * Lets the policy of the serving model go on learning from the events that come in, each of which teaches
 * once. A later policy becomes a revision of the model's adaptation: profiles name the one that they were made
 * under, so neither a replay nor any order of arrival sees another. Of all processes one learns at a time.
 */
export class PolicyLearning {
  readonly #settings: PolicyLearningSettings;
  /** The last row that there was when this process looked. */
  #looked = Number.NEGATIVE_INFINITY;
  /** When this process last tried to learn, in milliseconds. */
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(settings: PolicyLearningSettings) {
    this.#settings = settings;
  }

  /** Learns if enough came in, and enough time passed, since the last time. @returns whether there is a later policy */
  async look(): Promise<boolean> {
    const { store, models, clock } = this.#settings;
    if (clock() - this.#triedAt < LEAST_MS_BETWEEN) return false;
    const active = await store.models.active();
    if (active === null) return false;
    const last = await store.events.lastSequence();
    if (last - Math.max(this.#looked, active.watermark) < ROWS_BETWEEN) return false;
    this.#looked = last;
    this.#triedAt = clock();
    const done = await aloneAt(store, `adaptation of ${active.id}`, async () => {
      // Read inside: another process may just have learned.
      const model = await models.current(active.id);
      const { adaptation } = model.fusion;
      return adaptation === null ? false : this.#learn(model, adaptation);
    });
    return done?.result ?? false;
  }

  async #learn(model: ServingModel, adaptation: AdaptationModel): Promise<boolean> {
    const { store, learn, clock, onLearned } = this.#settings;
    const until = clock();
    const learned = await store.adaptation.taughtThrough(model.id);
    // Another process may have learned a moment ago.
    if (learned !== null && until - learned < LEAST_MS_BETWEEN) return false;
    const taught = learned ?? model.trainedThrough;
    const streams = await this.#streams(model, taught, until);
    const policy = await learn(adaptation, streams, model.revision);
    if (policy === null) return false;
    await store.adaptation.change(model.id, (state) => {
      const start = Guardrail.start(adaptation.evidence).store();
      const guardrail = Guardrail.restore((state as unknown as StoredGuardrail | null) ?? start);
      guardrail.renew();
      return {
        state: guardrail.store() as unknown as Json,
        revision: {
          ...{ decides: guardrail.state, policy: policyToText(policy), createdAt: clock() },
          taughtThrough: until,
        },
      };
    });
    onLearned?.(await store.adaptation.latestRevision(model.id));
    return true;
  }

  /** What people did since an instant that one of them teaches, with all that came before it. */
  async #streams(model: ServingModel, since: number, until: number): Promise<LoggedStream[]> {
    const { store } = this.#settings;
    const userIds = await store.profiles.activeSince(model.id, since, MOST_USERS);
    const streams: LoggedStream[] = [];
    for (let user = 0; user < userIds.length; user += USERS_AT_ONCE) {
      const histories = await historiesOf(store, userIds.slice(user, user + USERS_AT_ONCE));
      histories.forEach((history, place) => {
        for (const events of model.fusion.reader.streams(history, until)) {
          const from = events.findIndex(({ at }) => at > since);
          if (from < 0) continue;
          const items = events.map(({ item }) => item);
          const at = events.map((event) => event.at);
          streams.push({ user: user + place, items, at, from: Math.max(1, from) });
        }
      });
    }
    return streams;
  }
}
