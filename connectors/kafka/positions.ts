import type { ReadRequest } from '../contract/connector.ts';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import type { ConnectorMessage, ProgressMessage, StateMessage } from '../contract/message.ts';
import type { TopicStream } from './config.ts';
import { parseState, type TopicState } from './state.ts';
import type { TopicClient } from './topic-client.ts';

/** Where a member stands in each of its partitions. */
export class Positions {
  readonly #client: TopicClient;
  readonly #stream: TopicStream;
  readonly #request: ReadRequest;
  readonly #at = new Map<number, number>();
  /** By partition: where it began and where it ended when it was last looked at. */
  readonly #bounds = new Map<number, { readonly start: number; readonly end: number }>();
  /** What is known of partitions of others, for callers that store a state as a whole. */
  #known: TopicState;
  #topicId = '';

  constructor(client: TopicClient, stream: TopicStream, request: ReadRequest) {
    this.#client = client;
    this.#stream = stream;
    this.#request = request;
    this.#known = parseState(request.state);
  }

  /** The offset that is fetched next, by partition. */
  get at(): ReadonlyMap<number, number> {
    return this.#at;
  }

  /**
   * Takes on partitions, each from its stored offset.
   * @returns whether one of them has none, so that where it begins is worth storing
   * @throws {ConnectorFatalError} where the stored offset is of another topic of that name
   */
  async adopt(assigned: readonly number[]): Promise<boolean> {
    const { stored } = this.#request;
    const known = stored ? parseState(await stored.refresh()) : { ...this.#known, ...this.#own() };
    this.#known = known;
    this.#topicId = (await this.#client.metadata()).id;
    const isNew = (partition: number) => known[partition] === undefined;
    const start = this.#request.range === undefined ? this.#stream.start : 'earliest';
    const starts = assigned.some(isNew) ? await this.#client.startOffsets(start) : [];
    this.#at.clear();
    for (const partition of assigned) {
      const state = known[partition];
      if (state !== undefined && state.topicId !== this.#topicId) throw this.#anew();
      this.#at.set(partition, state?.offset ?? starts[partition]!);
    }
    return assigned.some(isNew);
  }

  /** @returns whether that is further than before */
  move(partition: number, offset: number): boolean {
    const before = this.#at.get(partition)!;
    this.#at.set(partition, Math.max(before, offset));
    return offset > before;
  }

  saw(partition: number, start: number, end: number): void {
    this.#bounds.set(partition, { start, end });
  }

  haveReached(ends: readonly number[]): boolean {
    return [...this.#at].every(([partition, offset]) => offset >= (ends[partition] ?? 0));
  }

  state(): StateMessage {
    // Where the caller compares each partition with the store, only what this member holds is its to say.
    const others = this.#request.stored ? {} : this.#known;
    const state = { ...others, ...this.#own() };
    return { type: 'state', stream: this.#stream.name, state, partitioned: true };
  }

  /** What is done and what there is, in messages: the rest is the lag of this member. */
  progress(): ProgressMessage {
    let done = 0;
    let total = 0;
    for (const [partition, offset] of this.#at) {
      const { start, end } = this.#bounds.get(partition) ?? { start: offset, end: offset };
      done += Math.max(0, offset - start);
      total += Math.max(0, end - start, offset - start);
    }
    return { type: 'progress', stream: this.#stream.name, done, total };
  }

  /** Of a stored state what this member holds. */
  own(stored: Json | null): TopicState {
    const state = parseState(stored);
    return Object.fromEntries(
      Object.entries(state).filter(([partition]) => this.#at.has(Number(partition))),
    );
  }

  /**
   * Goes on where a partition begins by now, and says in a dead letter what was deleted unread.
   * @throws {ConnectorFatalError} where a partition ends before the stored offset
   */
  async *outOfRange(): AsyncGenerator<ConnectorMessage> {
    const starts = await this.#client.startOffsets('earliest');
    const ends = await this.#client.endOffsets();
    for (const [partition, offset] of this.#at) {
      if (offset > ends[partition]!) throw this.#anew();
      if (offset >= starts[partition]!) continue;
      const position = `${this.#client.topic}-${partition}@${offset}`;
      const reason = `The topic's retention deleted the offsets ${offset} to ${starts[partition]! - 1} before they were read.`;
      yield { type: 'reject', stream: this.#stream.name, position, raw: '', reason };
      this.move(partition, starts[partition]!);
    }
    yield this.state();
  }

  #own(): TopicState {
    const topicId = this.#topicId;
    return Object.fromEntries(
      [...this.#at].map(([partition, offset]) => {
        const end = this.#bounds.get(partition)?.end;
        const waiting = end === undefined ? {} : { waiting: Math.max(0, end - offset) };
        return [partition, { offset, topicId, ...waiting }];
      }),
    );
  }

  #anew(): ConnectorFatalError {
    return new ConnectorFatalError(
      `The topic "${this.#client.topic}" is not the one that was read so far: it was deleted and made anew, or cut off at its end. Give the source another id to read it from its start.`,
    );
  }
}
