import type { AudienceClaim, DeadEnd, FeedPlace, MembershipChange, Store } from '../store/index.ts';
import { type AudienceMessage, audienceMessage } from './audience-message.ts';
import type { AudienceDeclaration } from './declaration.ts';
import { RefusedError, type Sink, UnavailableError } from './sink.ts';

type Change = MembershipChange & FeedPlace;

/** For how long an audience is a process's own without a sign of life; no delivery may take longer. */
const OWNED_MS = 60_000;
const IDLE_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;

export interface DeliveryOptions {
  readonly store: Store;
  readonly audience: Pick<AudienceDeclaration, 'id' | 'segments' | 'batch'>;
  readonly sink: Sink;
  /** Names this process among those that share the store. */
  readonly owner: string;
  readonly clock: () => number;
  /** Uniform in [0, 1): the jitter of the pauses. */
  readonly random?: () => number;
}

/** What one step came to, and how long to wait until the next one is worth while. */
export interface DeliveryStep {
  readonly delivered: number;
  readonly waitMs: number;
}

/**
 * Delivers the membership changes of some segments to one receiver, in the feed's order: a later
 * change is sent only after the receiver has taken the earlier ones, so each user's are in order.
 * What is noted is noted after the receiver's answer: a process that is killed sends again.
 */
export class Delivery {
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Delivers what comes next, if it is this process's turn. */
  async step(signal: AbortSignal): Promise<DeliveryStep> {
    const { store, audience, clock } = this.#options;
    const now = clock();
    const claim = this.#claim(now);
    const held = await store.audiences.claim(claim, now);
    if (held === undefined) return { delivered: 0, waitMs: IDLE_MS };
    if (held.nextAttemptAt > now) return { delivered: 0, waitMs: held.nextAttemptAt - now };
    const { feed } = store.memberships;
    const from = held.place ?? (await feed.start());
    const changes = (await feed.read(from, audience.batch)) as Change[];
    const last = changes.at(-1);
    if (last === undefined) return { delivered: 0, waitMs: IDLE_MS };
    const wanted = new Set(audience.segments);
    const chosen = changes.filter(({ segmentId }) => wanted.size === 0 || wanted.has(segmentId));
    try {
      const messages = await this.#messagesOf(chosen);
      // The claim began before all this was read, and what is under way when it ends may come after what another sends.
      const leftMs = OWNED_MS - IDLE_MS - (clock() - now);
      if (leftMs <= 0) throw new UnavailableError('What is to be delivered was not read in time.');
      const owned = AbortSignal.any([signal, AbortSignal.timeout(leftMs)]);
      const deadEnds = await this.#deliver(messages, owned);
      await store.audiences.advance(claim, held.place, last, {
        delivered: messages.length - deadEnds.length,
        deadEnds,
        at: clock(),
      });
      return { delivered: messages.length - deadEnds.length, waitMs: 0 };
    } catch (error) {
      if (signal.aborted || !(error instanceof UnavailableError)) throw error;
      const waitMs = this.#pauseAfter(held.attempts, error);
      const at = clock();
      const failure = { message: error.message, at, nextAttemptAt: at + waitMs };
      await store.audiences.fail(claim, failure);
      return { delivered: 0, waitMs };
    }
  }

  /** Lets another process have the audience, and the receiver go. */
  async close(): Promise<void> {
    await this.#options.sink.close();
    await this.#options.store.audiences.release(this.#claim(0));
  }

  #claim(now: number): AudienceClaim {
    const { audience, owner } = this.#options;
    return { id: audience.id, owner, until: now + OWNED_MS };
  }

  async #messagesOf(changes: readonly Change[]): Promise<readonly Sent[]> {
    const { store, audience } = this.#options;
    const userIds = [...new Set(changes.map(({ userId }) => userId))];
    const externalIds = await store.users.externalIds(userIds);
    return changes.map((change) => ({
      sequence: change.sequence,
      message: audienceMessage(audience.id, change, externalIds.get(change.userId) ?? []),
    }));
  }

  /** Sends all at once; where that is refused, finds out which of them it was. */
  async #deliver(messages: readonly Sent[], signal: AbortSignal): Promise<DeadEnd[]> {
    if (messages.length === 0) return [];
    const { sink, clock } = this.#options;
    try {
      await sink.deliver(
        messages.map(({ message }) => message),
        signal,
      );
      return [];
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const [only] = messages;
      if (messages.length === 1) {
        return [{ sequence: only!.sequence, message: error.message, at: clock() }];
      }
      const half = Math.ceil(messages.length / 2);
      const first = await this.#deliver(messages.slice(0, half), signal);
      return [...first, ...(await this.#deliver(messages.slice(half), signal))];
    }
  }

  #pauseAfter(attempts: number, { retryAfterMs }: UnavailableError): number {
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS);
    const jitter = (this.#options.random ?? Math.random)();
    // The store takes whole milliseconds.
    return Math.round(Math.min(retryAfterMs ?? longest * (0.5 + jitter / 2), LONGEST_PAUSE_MS));
  }
}

interface Sent {
  readonly sequence: number;
  readonly message: AudienceMessage;
}
