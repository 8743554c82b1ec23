import {
  type GoalHead,
  goalProbability,
  type Intent,
  type ModalityRegistry,
  openSession,
  ROBOT_FROM,
  robotLikeness,
  type Session,
  type SessionSettings,
  sessionIntent,
} from '../fusion/index.ts';
import type { EventRow, ItemRow, ProfileRow, Store } from '../store/index.ts';
import type { ModelRegistry } from './model-registry.ts';
import { summaryOf } from './profile-summary.ts';

const PAGE = 100;
/** A visit is read from its newest events, whatever a program may have left. */
const MOST_EVENTS = 500;
const MINUTE_MS = 60_000;

/** A category that an open session is about. */
export interface SessionInterest {
  readonly category: string;
  /** Its share in what is looked for now, 0 to 1. */
  readonly weight: number;
  /** Its share in the long-term interests, 0 to 1. */
  readonly usualWeight: number;
}

/** What a user is about at an instant, beside the long-term profile. */
export interface SessionReading {
  /** The instant that it speaks of, as are all times in milliseconds since the epoch. */
  readonly asOf: number;
  readonly startedAt: number;
  readonly lastEventAt: number;
  /** What it is computed from, by time. */
  readonly eventIds: readonly string[];
  /** Whether these are all events of the session: of a very long one only the last are read. */
  readonly complete: boolean;
  readonly interests: readonly SessionInterest[];
  /** Items by their share in what is looked for now. */
  readonly items: Intent;
  /** Calibrated; null where the model has not learned it. */
  readonly purchaseProbability: number | null;
  /** Within how many minutes that is. */
  readonly withinMinutes: number;
  readonly robotLikeness: number;
  readonly isRobot: boolean;
}

export interface SessionReaderSettings {
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly modalities: ModalityRegistry;
  /** What a session is where the model has learned nothing of sessions. */
  readonly sessions: SessionSettings;
}

/** Reads what users are about right now. Nothing of it is kept: time alone ends a session. */
export class SessionReader {
  readonly #settings: SessionReaderSettings;

  constructor(settings: SessionReaderSettings) {
    this.#settings = settings;
  }

  /** @returns null where the user has no open session at the instant */
  async read(profile: ProfileRow, asOf: number): Promise<SessionReading | null> {
    const { models, modalities, sessions } = this.#settings;
    const head = (await models.readable(profile.modelId))?.fusion.goalHead ?? null;
    const settings = head?.settings ?? sessions;
    const { rows, complete } = await this.#newest(profile.userId, settings, asOf);
    const session = openSession(rows, settings, asOf);
    if (session === null) return null;
    const items = await this.#itemsOf(session);
    const interestOf = (modality: string, type: string) =>
      modalities.has(modality) ? (modalities.get(modality).eventTypes[type]?.weight ?? 0) : 0;
    const categories = sessionIntent(session, interestOf, (id) => items.get(id)?.categories ?? []);
    const likeness = robotLikeness(session);
    return {
      asOf,
      startedAt: session.events[0].at,
      lastEventAt: session.events.at(-1)!.at,
      eventIds: session.events.map(({ id }) => id),
      complete,
      interests: besideUsual(categories, profile),
      items: sessionIntent(session, interestOf, (id) => [id]),
      ...foretold(head, session, settings),
      robotLikeness: likeness,
      isRobot: likeness >= ROBOT_FROM,
    };
  }

  /** The newest events, back to where a session that is open must have begun. */
  async #newest(
    userId: string,
    { gapMinutes, modalities }: SessionSettings,
    asOf: number,
  ): Promise<{ readonly rows: readonly EventRow[]; readonly complete: boolean }> {
    const rows: EventRow[] = [];
    let after: string | null = null;
    let since = asOf;
    do {
      const page = await this.#settings.store.events.timeline(userId, { first: PAGE, after });
      for (const { row } of page.rows) {
        if (row.at > asOf) continue;
        if (since - row.at > gapMinutes * MINUTE_MS) return { rows, complete: true };
        rows.push(row);
        if (modalities.includes(row.modality)) since = row.at;
      }
      after = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null;
    } while (after !== null && rows.length < MOST_EVENTS);
    return { rows, complete: after === null };
  }

  #itemsOf({ events }: Session): Promise<Map<string, ItemRow>> {
    const ids = new Set(events.flatMap(({ itemId }) => (itemId === null ? [] : [itemId])));
    return this.#settings.store.items.byIds([...ids]);
  }
}

function foretold(
  head: GoalHead | null,
  session: Session,
  { nearMinutes }: SessionSettings,
): Pick<SessionReading, 'purchaseProbability' | 'withinMinutes'> {
  const purchaseProbability = head === null ? null : goalProbability(head, session);
  return { purchaseProbability, withinMinutes: nearMinutes };
}

function besideUsual(categories: Intent, profile: ProfileRow): SessionInterest[] {
  const usual = summaryOf(profile).interests.filter(({ score }) => score > 0);
  const sum = usual.reduce((total, { score }) => total + score, 0);
  return categories.map(({ name, weight }) => ({
    category: name,
    weight,
    usualWeight: (usual.find(({ category }) => category === name)?.score ?? 0) / (sum || 1),
  }));
}
