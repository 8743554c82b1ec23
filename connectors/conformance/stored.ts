import type { Json } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { canonical } from '../kit/canonical-json.ts';

/** A record as a store holds it. */
export interface StoredRecord {
  readonly type: 'record' | 'tombstone';
  readonly version: string;
  /** Canonical JSON. */
  readonly content: string;
}

/** The records of a stream as ingest would hold them: of every key the greatest version. */
export class StoredStream {
  readonly records = new Map<string, StoredRecord>();
  /** The last state among the messages; null before the first. */
  state: Json | null = null;

  apply(messages: Iterable<ConnectorMessage>): this {
    for (const message of messages) {
      if (message.type === 'state') this.state = message.state;
      if (message.type !== 'record' && message.type !== 'tombstone') continue;
      const { type, key, version, data } = message;
      const record = { type, version, content: canonical(data) };
      const known = this.records.get(key);
      if (known === undefined || orderOf(record) > orderOf(known)) this.records.set(key, record);
    }
    return this;
  }

  /** What another stream holds otherwise, in words; null where both are the same. */
  difference(other: StoredStream): string | null {
    const lost = [...this.records.keys()].filter((key) => !other.records.has(key));
    const extra = [...other.records.keys()].filter((key) => !this.records.has(key));
    const changed = [...this.records].filter(([key, record]) => {
      const found = other.records.get(key);
      return found !== undefined && orderOf(found) !== orderOf(record);
    });
    const parts = [
      lost.length > 0 && `${lost.length} records lost (key ${lost[0]})`,
      extra.length > 0 && `${extra.length} records too many (key ${extra[0]})`,
      changed.length > 0 && `${changed.length} records differ (key ${changed[0]?.[0]})`,
    ].filter((part) => part !== false);
    return parts.length === 0 ? null : parts.join(', ');
  }
}

const orderOf = ({ version, type, content }: StoredRecord) => `${version} ${type} ${content}`;
