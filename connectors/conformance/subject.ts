import { setTimeout as pause } from 'node:timers/promises';
import type {
  CheckResult,
  Connector,
  ConnectorContext,
  ReadRequest,
  StreamDescription,
} from '../contract/connector.ts';
import { ConnectorError, ConnectorRetryableError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { secretValues } from '../kit/secret.ts';
import { ConformanceFailure, expect, NotApplicable } from './failure.ts';
import type { ConformanceOptions, DeedName, Deeds } from './options.ts';

const PATIENCE_MS = 10_000;
/** Tries of a source that is away, as a sync makes them. */
const TRIES = 8;
/** A secret this short occurs in other words by chance. */
const SHORTEST_SECRET = 4;

export interface ReadOptions {
  readonly state?: Json | null;
  readonly range?: ReadRequest['range'] | undefined;
  readonly config?: unknown;
  readonly context?: Partial<ConnectorContext>;
}

/** A connector under check: what the checks call, with an eye on every word that comes out. */
export class Subject {
  /** Where a secret was seen in an output, in words. */
  readonly leaks: string[] = [];
  readonly patienceMs: number;
  readonly #secrets: readonly string[];
  #streams: Promise<readonly StreamDescription[]> | null = null;
  readonly #whole = new Map<string, Promise<readonly ConnectorMessage[]>>();

  constructor(
    readonly connector: Connector,
    /** As it stands in portrait.yaml, secrets filled in. */
    readonly given: unknown,
    readonly options: ConformanceOptions<unknown>,
  ) {
    this.patienceMs = options.patienceMs ?? PATIENCE_MS;
    const wrong = Object.values(options.wrong ?? {});
    this.#secrets = [given, ...wrong]
      .flatMap((config) => secretValues(connector.spec.config, config))
      .filter((value) => value.length >= SHORTEST_SECRET);
  }

  /** The configuration as a connector gets it, a new copy each time. */
  config(given: unknown = this.given): unknown {
    return this.connector.spec.config.parse(structuredClone(given));
  }

  context(fields: Partial<ConnectorContext> = {}): ConnectorContext {
    return {
      signal: new AbortController().signal,
      now: Date.now,
      baseFolder: this.options.baseFolder ?? process.cwd(),
      log: (message, facts) => this.#see('a log', `${message} ${JSON.stringify(facts ?? {})}`),
      ...fields,
    };
  }

  async check(config = this.config(), context = this.context()): Promise<CheckResult> {
    const result = await this.#watched('check', () => this.connector.check(config, context));
    this.#see('the result of check', result.message);
    return result;
  }

  async discover(config = this.config()): Promise<readonly StreamDescription[]> {
    const found = await this.#watched('discover', () =>
      this.connector.discover(config, this.context()),
    );
    this.#see('the result of discover', JSON.stringify(found));
    return found;
  }

  /** The streams that are checked, as they were described the first time. */
  async streams(): Promise<readonly StreamDescription[]> {
    this.#streams ??= this.discover();
    const found = await this.#streams;
    const wanted = this.options.streams;
    const chosen = found.filter(({ name }) => wanted === undefined || wanted.includes(name));
    expect(chosen.length > 0, 'discover describes none of the streams that are to be checked');
    return chosen;
  }

  /** Messages as they come; an error is looked at and thrown on. */
  async *messages(
    stream: string,
    { state = null, range, config = this.config(), context = {} }: ReadOptions = {},
  ): AsyncGenerator<ConnectorMessage> {
    try {
      const request = { stream, state, ...(range && { range }) };
      for await (const message of this.connector.read(config, request, this.context(context))) {
        this.#see(`a ${message.type} message`, JSON.stringify(message));
        yield message;
      }
    } catch (error) {
      this.#seeError('read', error);
      throw error;
    }
  }

  async read(stream: string, options: ReadOptions = {}): Promise<ConnectorMessage[]> {
    const messages: ConnectorMessage[] = [];
    for await (const message of this.messages(stream, options)) messages.push(message);
    return messages;
  }

  /** Everything that a first read of a stream yields; read once until the source is changed. */
  whole(stream: string): Promise<readonly ConnectorMessage[]> {
    const known = this.#whole.get(stream) ?? this.read(stream);
    this.#whole.set(stream, known);
    return known;
  }

  /**
   * Reads to the end the way a sync does: a source that is away is asked again, from the last state,
   * not before it wants to be.
   */
  async persistently(stream: string, options: ReadOptions = {}): Promise<ConnectorMessage[]> {
    const messages: ConnectorMessage[] = [];
    let state = options.state ?? null;
    for (let attempt = 1; ; attempt += 1) {
      try {
        for await (const message of this.messages(stream, { ...options, state })) {
          messages.push(message);
          if (message.type === 'state') state = message.state;
        }
        return messages;
      } catch (error) {
        if (!(error instanceof ConnectorRetryableError) || attempt >= TRIES) throw error;
        await pause(error.retryAfterMs ?? 0);
      }
    }
  }

  /** @throws {ConformanceFailure} where the deed is not given: a check is never passed untried */
  async deed<Name extends DeedName>(
    name: Name,
    ...given: Parameters<NonNullable<Deeds[Name]>>
  ): Promise<Awaited<ReturnType<NonNullable<Deeds[Name]>>>> {
    const { deeds } = this.options;
    const deed = deeds?.[name] as ((...all: unknown[]) => unknown) | undefined;
    expect(
      deed !== undefined,
      `it was not tried: give \`deeds.${name}\`, or say in \`notApplicable\` why the source cannot do it`,
    );
    this.#whole.clear();
    return (await deed.apply(deeds, given)) as never;
  }

  /** Runs work over the streams that have a cursor. @throws {NotApplicable} where none has */
  async withCursor(): Promise<readonly StreamDescription[]> {
    const found = (await this.streams()).filter(
      ({ cursor, name }) => cursor !== null && name !== this.options.emptyStream,
    );
    if (found.length === 0) throw new NotApplicable('no stream has a cursor');
    return found;
  }

  /** The error, where it is one that a connector may throw. @throws {ConformanceFailure} otherwise */
  connectorError(error: unknown, during: string): ConnectorError {
    this.#seeError(during, error);
    if (error instanceof ConnectorError) return error;
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new ConformanceFailure(`${during} threw no ConnectorError but ${words.slice(0, 300)}`);
  }

  async #watched<Result>(during: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      this.#seeError(during, error);
      throw error;
    }
  }

  #seeError(during: string, error: unknown): void {
    for (let one = error; one instanceof Error; one = one.cause) {
      this.#see(`an error of ${during}`, `${one.message} ${one.stack ?? ''}`);
    }
  }

  #see(place: string, text: string): void {
    // In JSON a secret's quotes and backslashes are escaped.
    const isLeak = this.#secrets.some(
      (value) => text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1)),
    );
    if (isLeak && !this.leaks.includes(place)) this.leaks.push(place);
  }
}
