import { type PushedMessage, PushRefusal } from '../../connectors/index.ts';
import { BusyError, refuseIfBehind } from '../busy-error.ts';
import type { MostIds } from '../commit/identify.ts';
import { throughGate } from '../commit/take-in.ts';
import type { IngestContext } from '../context.ts';
import type { StreamMapping } from '../mapping/mapped-record.ts';
import type { RejectionReason } from '../validate/reasons.ts';
import { commitPushed } from './commit-pushed.ts';
import { type PreparedMessage, preparePushed } from './prepare-pushed.ts';
import { TokenBucket } from './token-bucket.ts';
import { WaitingRoom } from './waiting-room.ts';

/** A message that was kept as a dead letter and not as events. */
export interface Quarantined {
  /** Its place in the request. */
  readonly index: number;
  readonly messageId: string | null;
  readonly reason: RejectionReason;
  /** What is wrong, without any value of the message. */
  readonly message: string;
}

/** What became of a request that was taken in. */
export interface Received {
  readonly quarantined: readonly Quarantined[];
}

/** How a source that sends is taken in. */
export interface ReceiverOptions {
  readonly sourceId: string;
  readonly mappings: ReadonlyMap<string, StreamMapping>;
  readonly mostIds: MostIds;
  /** How many messages one transaction takes, unless a single request brings more. */
  readonly mostAtOnce: number;
  readonly waitingEvents: number;
  readonly eventsPerSecond: number | null;
}

const BUSY_MS = 1_000;

/** Takes in what is sent to one source. */
export class Receiver {
  readonly #context: IngestContext;
  readonly #options: ReceiverOptions;
  readonly #room: WaitingRoom<PreparedMessage>;
  readonly #bucket: TokenBucket | null;

  constructor(context: IngestContext, options: ReceiverOptions) {
    const { sourceId, mostIds, mostAtOnce, eventsPerSecond } = options;
    const { clock } = context;
    this.#context = context;
    this.#options = options;
    this.#bucket = eventsPerSecond === null ? null : new TokenBucket(eventsPerSecond, clock());
    this.#room = new WaitingRoom(
      (messages) =>
        throughGate(context, sourceId, (gate) =>
          commitPushed(gate, { sourceId, messages, mostIds }),
        ),
      mostAtOnce,
    );
  }

  /** @throws {BusyError} where no more may wait: a request need not even be read then */
  refuseIfFull(): void {
    if (this.#room.count >= this.#options.waitingEvents) throw new BusyError(BUSY_MS);
    refuseIfBehind(this.#context);
  }

  /**
   * Takes in the messages of a request, all of them or none, and answers once they are stored.
   * @throws {BusyError} where more would wait, or come in a second, than may
   * @throws {PushRefusal} where a stream is not mapped
   */
  async receive(messages: readonly PushedMessage[]): Promise<Received> {
    this.refuseIfFull();
    const { modalities, clock } = this.#context;
    const context = { sourceId: this.#options.sourceId, modalities, now: clock() };
    const prepared = messages.map((message) =>
      preparePushed(message, this.#mappingOf(message.message.stream), context),
    );
    const waitMs = this.#bucket?.take(messages.length, clock()) ?? 0;
    if (waitMs > 0) throw new BusyError(waitMs);
    await this.#room.bring(prepared);
    return { quarantined: quarantinedOf(prepared) };
  }

  #mappingOf(stream: string): StreamMapping {
    const mapping = this.#options.mappings.get(stream);
    if (mapping !== undefined) return mapping;
    const known = [...this.#options.mappings.keys()].join(', ');
    throw new PushRefusal(404, `This source has no such stream; it has: ${known}.`);
  }

  /** Waits until everything that was taken in is stored. */
  close(): Promise<void> {
    return this.#room.drain();
  }
}

function quarantinedOf(prepared: readonly PreparedMessage[]): Quarantined[] {
  return prepared.flatMap(({ id, outcome }, index) => {
    if ('record' in outcome) return [];
    const { reason, message } = outcome.rejected;
    return [{ index, messageId: id, reason, message }];
  });
}
