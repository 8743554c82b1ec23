import type { StreamEvent } from './adaptation-model.ts';
import type { AdaptationPolicy } from './adaptation-policy.ts';
import { type Choice, FEWEST_EVENTS } from './choice.ts';
import type { ItemSpace } from './item-space.ts';
import { PackedStreams } from './packed-streams.ts';
import { StreamFingerprint } from './stream-fingerprint.ts';
import { memoryWidth } from './stream-memory.ts';
import type { Decision } from './stream-settings.ts';
import { TasteStream } from './taste-stream.ts';

/** What lies further back changes nothing that matters, and would be followed again after each restart. */
const LONGEST = 300;
/** The beginning moves in steps, so that a stream which grows is seldom followed anew. */
const STEP = 100;
/**
 * Streams that are held as they are, some 25 kB each: of whoever does several things in a row. Where everybody
 * takes turns they are made anew all the time, so that holding more of them spares nobody anything.
 */
const HELD = 40;
/** Streams of which that is packed away which takes long to find out, less than 1 kB each. */
const PACKED = 100_000;

let caches = 0;

/** Of a cache, where it is not as usual. */
export interface StreamCacheSettings {
  readonly mostHeld?: number;
  readonly mostPacked?: number;
  /** Only of events after this instant (milliseconds since the epoch) is asked what the policy gained on them. */
  readonly since?: number;
}

/** A stream as far as it was followed. */
export interface Followed {
  readonly stream: TasteStream;
  /** What the policy does with what comes next. */
  readonly decision: Decision;
  /** What was chosen after the last event; null until somebody asks. */
  choice: Choice | null;
}

/** The same, with what tells whether a stream has only grown since. */
interface Held extends Followed {
  decision: Decision;
  /** Of all events that the stream observed. */
  readonly fingerprint: StreamFingerprint;
}

/**
 * Follows streams of one policy, from where it left them if they have only grown since. A late event, a correction, a
 * deletion or another item in the place of one changes what came before: then the stream is followed anew,
 * in order of time. All ways do the same arithmetic in the same order, so they agree to the last bit.
 */
export class StreamCache {
  readonly #held = new Map<string, Held>();
  readonly #packed: PackedStreams;
  readonly #row: Float64Array;
  /** Where what is not the memory begins in a row: the decision, the fingerprint and whose they are. */
  readonly #decisionAt: number;
  /** Tells rows of its own from those of other policies. */
  readonly #number: number;
  readonly #mostHeld: number;
  readonly #since: number;

  /** @param packed of a cache of the same streams under another policy of the same space and settings */
  constructor(
    private readonly space: ItemSpace,
    private readonly policy: AdaptationPolicy,
    settings: StreamCacheSettings = {},
    packed?: PackedStreams,
  ) {
    const { mostHeld = HELD, mostPacked = PACKED, since = Number.NEGATIVE_INFINITY } = settings;
    caches += 1;
    this.#number = caches;
    this.#mostHeld = mostHeld;
    this.#since = since;
    this.#decisionAt = memoryWidth(policy.settings.kept.length);
    this.#row = new Float64Array(this.#decisionAt + policy.network.rates + 4);
    this.#packed = packed ?? new PackedStreams(this.#row.length, mostPacked);
  }

  /**
   * For a later policy, which shares what takes long to find out and depends on no policy: what each event was
   * worth to each rate.
   * @param since see `StreamCacheSettings`
   */
  following(policy: AdaptationPolicy, since: number): StreamCache {
    return new StreamCache(this.space, policy, { mostHeld: this.#mostHeld, since }, this.#packed);
  }

  /**
   * @param owner whose stream it is
   * @param events in order of time, as many at least as a policy is asked for
   */
  follow(owner: string, events: readonly StreamEvent[]): Followed {
    const from = beginningOf(events.length);
    const known = this.#held.get(owner);
    const held = known ?? this.#unpack(owner, events, from);
    const { stream } = held;
    const next = from + stream.count;
    if (next > events.length || !isSame(held.fingerprint, events, from, next)) this.#begin(held);
    if (from + stream.count < events.length) {
      // Whatever fails half-way leaves nothing behind to go on from.
      this.#held.delete(owner);
      held.choice = null;
      this.#go(held, events, from + stream.count);
      this.#pack(owner, held);
    }
    // The last one that was asked for goes last.
    if (known !== undefined) this.#held.delete(owner);
    this.#held.set(owner, held);
    return held;
  }

  /** Takes in the events of a stream from one on. */
  #go(held: Held, events: readonly StreamEvent[], from: number): void {
    const { stream } = held;
    const { policy } = this;
    const price = policy.gate?.price ?? 0;
    for (let at = from; at < events.length; at += 1) {
      const event = events[at];
      const isJudged = event.at > this.#since;
      if (isJudged && stream.count >= FEWEST_EVENTS) {
        stream.judge(event.item, held.decision, price);
      }
      stream.observe(event.item, event.at);
      held.fingerprint.add(event.id, event.item);
      const next = events[at + 1];
      const isAsked = next === undefined || next.at > this.#since;
      if (isAsked && stream.count >= FEWEST_EVENTS) {
        held.decision = policy.decide(stream, held.decision.weights);
      }
    }
  }

  #begin(held: Held): void {
    held.stream.clear();
    held.fingerprint.clear();
    held.choice = null;
  }

  /** A stream as it was packed, or at its beginning, in the place of one that nobody asked for longest. */
  #unpack(owner: string, events: readonly StreamEvent[], from: number): Held {
    const held = this.#free();
    this.#begin(held);
    const row = this.#row;
    if (!this.#packed.read(owner, row)) return held;
    const { weights } = held.decision;
    const tail = this.#decisionAt + weights.length;
    held.stream.resume(row, (event) => events[from + event]?.item ?? -1);
    held.fingerprint.one = row[tail + 1];
    held.fingerprint.two = row[tail + 2];
    if (row[tail + 3] !== this.#number) {
      this.#takeOver(held);
      return held;
    }
    for (let at = 0; at < weights.length; at += 1) weights[at] = row[this.#decisionAt + at];
    held.decision = { weights, reencodes: row[tail] === 1 };
    return held;
  }

  /** A stream that another policy followed: of all that came before it was this one's turn, nothing else is its. */
  #takeOver(held: Held): void {
    const { stream } = held;
    if (stream.lastAt > this.#since) {
      this.#begin(held);
      return;
    }
    stream.forgetGains();
    if (stream.count >= FEWEST_EVENTS) {
      held.decision = this.policy.decide(stream, held.decision.weights);
    }
  }

  #pack(owner: string, { stream, decision, fingerprint }: Held): void {
    const row = this.#row;
    stream.pack(row);
    row.set(decision.weights, this.#decisionAt);
    const tail = this.#decisionAt + decision.weights.length;
    row[tail] = decision.reencodes ? 1 : 0;
    row[tail + 1] = fingerprint.one;
    row[tail + 2] = fingerprint.two;
    row[tail + 3] = this.#number;
    this.#packed.write(owner, row);
  }

  /** A stream that is nobody's any more, or a new one. */
  #free(): Held {
    if (this.#held.size < this.#mostHeld) {
      const { space, policy } = this;
      const weights = new Float64Array(policy.network.rates);
      return {
        stream: new TasteStream(space, policy.settings),
        decision: { weights, reencodes: false },
        fingerprint: new StreamFingerprint(),
        choice: null,
      };
    }
    const [[oldest, held]] = this.#held;
    this.#held.delete(oldest);
    return held;
  }
}

function beginningOf(count: number): number {
  return count <= LONGEST + STEP ? 0 : STEP * Math.floor((count - LONGEST) / STEP);
}

/** Whether a stretch of events is what a fingerprint is of. */
function isSame(
  fingerprint: StreamFingerprint,
  events: readonly StreamEvent[],
  from: number,
  to: number,
): boolean {
  const own = new StreamFingerprint();
  for (let at = from; at < to; at += 1) own.add(events[at].id, events[at].item);
  return own.isSameAs(fingerprint);
}
