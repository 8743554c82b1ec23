import { ConnectorConfigError } from '../../contract/errors.ts';
import type { ConnectorMessage } from '../../contract/message.ts';
import { canonical } from '../../kit/canonical-json.ts';
import { versionText } from '../../kit/version-text.ts';
import { expect } from '../failure.ts';
import { StoredStream } from '../stored.ts';
import type { Check } from './check.ts';

/** What is wrong with a message; null where nothing is. */
function defect(message: ConnectorMessage, stream: string): string | null {
  if (message.stream !== stream) return `a message is of stream "${message.stream}"`;
  switch (message.type) {
    case 'record':
    case 'tombstone': {
      const isText = typeof message.key === 'string' && typeof message.version === 'string';
      if (!isText) return 'key and version must be text';
      const { data } = message;
      const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
      if (!isObject) return 'the data is no object';
      return isJson(data) ? null : 'the data holds what JSON cannot (undefined, NaN, a date, …)';
    }
    case 'state':
      return isJson(message.state) ? null : 'the state holds what JSON cannot';
    case 'reject':
      return message.reason.trim() === '' ? 'a reject gives no reason' : null;
    case 'progress': {
      const { done, total = done } = message;
      return done >= 0 && total >= done ? null : `progress is ${done} of ${total}`;
    }
    default:
      return `there is no message type "${(message as { type: unknown }).type}"`;
  }
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).every(isJson);
}

export const recordChecks = {
  'messages-valid': {
    promise: 'Every message has the form of the contract, and its data is JSON.',
    async run(subject) {
      for (const { name } of await subject.streams()) {
        let done = 0;
        for (const message of await subject.whole(name)) {
          const found = defect(message, name);
          expect(found === null, `${name}: ${found}`);
          if (message.type !== 'progress') continue;
          expect(message.done >= done, `${name}: progress goes back`);
          done = message.done;
        }
      }
    },
  },
  'keys-present': {
    promise: 'Every record has a key, and its key fields are given.',
    async run(subject) {
      for (const { name, primaryKey } of await subject.streams()) {
        for (const message of await subject.whole(name)) {
          if (message.type !== 'record' && message.type !== 'tombstone') continue;
          expect(message.key !== '', `${name}: a record has an empty key`);
          const missing = primaryKey.find((field) => (message.data[field] ?? null) === null);
          expect(missing === undefined, `${name}: key field "${missing}" is not given`);
        }
      }
    },
  },
  'keys-unique': {
    promise: 'Two records of one read share a key only as versions of each other.',
    async run(subject) {
      for (const { name } of await subject.streams()) {
        const seen = new Map<string, string>();
        for (const message of await subject.whole(name)) {
          if (message.type !== 'record') continue;
          const { key, version, data } = message;
          const content = canonical(data);
          const known = seen.get(`${key}\n${version}`);
          expect(
            known === undefined || known === content,
            `${name}: two records have the key ${key}`,
          );
          seen.set(`${key}\n${version}`, content);
        }
      }
    },
  },
  'versions-ordered': {
    promise: 'The versions of records are ordered as their cursor is.',
    async run(subject) {
      for (const { name, cursor } of await subject.withCursor()) {
        const versions: { version: string; cursor: string }[] = [];
        for (const message of await subject.whole(name)) {
          const value = message.type === 'record' ? (message.data[cursor!] ?? null) : null;
          if (message.type !== 'record' || value === null) continue;
          expect(message.version !== '', `${name}: a record with a cursor has no version`);
          versions.push({ version: message.version, cursor: versionText(value) });
        }
        versions.sort((left, right) => (left.cursor < right.cursor ? -1 : 1));
        const isOrdered = versions.every(
          ({ version }, index) => index === 0 || version >= versions[index - 1].version,
        );
        expect(isOrdered, `${name}: versions have another order than "${cursor}"`);
      }
    },
  },
  'read-repeatable': {
    promise: 'The same source is read the same way twice.',
    async run(subject) {
      for (const { name } of await subject.streams()) {
        const [first, second] = [await subject.whole(name), await subject.read(name)];
        const difference = new StoredStream()
          .apply(first)
          .difference(new StoredStream().apply(second));
        expect(difference === null, `${name}: ${difference}`);
      }
    },
  },
  'stream-unknown': {
    promise: 'For a stream that is not there the nearest name is given.',
    async run(subject) {
      const [{ name }] = await subject.streams();
      try {
        await subject.read(`${name}x`);
      } catch (thrown) {
        const error = subject.connectorError(thrown, 'read');
        expect(
          error instanceof ConnectorConfigError,
          `the error is ${error.name}, not ConnectorConfigError`,
        );
        expect(error.message.includes(name), `"${error.message}" does not name "${name}"`);
        return;
      }
      expect(false, 'a stream that is not there was read without an error');
    },
  },
  'stream-empty': {
    promise: 'A stream without records ends well, and can be read again from its state.',
    async run(subject) {
      const { emptyStream } = subject.options;
      expect(
        emptyStream !== undefined,
        'it was not tried: give `emptyStream`, or say in `notApplicable` why there is none',
      );
      const first = await subject.read(emptyStream);
      const { records, state } = new StoredStream().apply(first);
      expect(records.size === 0, `${emptyStream} has ${records.size} records`);
      const second = await subject.read(emptyStream, { state });
      expect(!second.some(({ type }) => type === 'record'), 'the second read has records');
    },
  },
} satisfies Record<string, Check>;
