import { createHash } from 'node:crypto';
import {
  type ConnectorRegistry,
  type HttpConfig,
  isPush,
  type PushConnector,
} from '../../connectors/index.ts';
import type { Ingest, Receiver, SourceDeclaration } from '../../ingest/index.ts';

/** A source that events are sent to, ready to take them in. */
export interface PushSource {
  readonly id: string;
  readonly connector: PushConnector;
  readonly config: unknown;
  readonly receiver: Receiver;
}

/** A source that takes events by the Segment tracking API. */
export interface SegmentSource extends PushSource {
  readonly config: HttpConfig;
}

/** What the addresses that are sent to stand on. */
export interface PushRoutesOptions {
  readonly sources: PushSources;
  readonly clock: () => number;
  /** Told of faults of our own, with the id of the request. */
  readonly onError: (error: unknown, requestId: string) => void;
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64');

/** The sources of a deployment that events are sent to. */
export class PushSources {
  readonly #byId: ReadonlyMap<string, PushSource>;
  /** By the digest of a key, so that the time of a look-up tells nothing about keys. */
  readonly #byKey: ReadonlyMap<string, SegmentSource>;

  private constructor(sources: readonly PushSource[]) {
    this.#byId = new Map(sources.map((source) => [source.id, source]));
    const keys = sources
      .filter(speaksSegment)
      .flatMap((source) => source.config.writeKeys.map((key) => [digest(key), source] as const));
    this.#byKey = new Map(keys);
  }

  /** @throws {MappingError} where the mapping of one cannot be used */
  static async open(
    sources: readonly SourceDeclaration[],
    connectors: ConnectorRegistry,
    ingest: Ingest,
  ): Promise<PushSources> {
    const opened: PushSource[] = [];
    for (const source of sources) {
      const connector = connectors.find(source.connector);
      if (connector === null || !isPush(connector)) continue;
      const config = connector.spec.config.parse(source.config ?? {});
      opened.push({ id: source.id, connector, config, receiver: await ingest.receiver(source) });
    }
    return new PushSources(opened);
  }

  /** Those that take events by the Segment tracking API. */
  get segment(): readonly SegmentSource[] {
    return [...new Set(this.#byKey.values())];
  }

  /** The source that a write key belongs to; null for a key that nobody knows. */
  byWriteKey(key: string): SegmentSource | null {
    return this.#byKey.get(digest(key)) ?? null;
  }

  get isEmpty(): boolean {
    return this.#byId.size === 0;
  }

  /** The source of that id; null where none of them is sent to. */
  byId(id: string): PushSource | null {
    return this.#byId.get(id) ?? null;
  }
}

function speaksSegment(source: PushSource): source is SegmentSource {
  return source.connector.vocabulary === 'segment';
}
