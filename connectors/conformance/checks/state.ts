import type { ReadRequest } from '../../contract/connector.ts';
import { ConnectorConfigError, ConnectorFatalError } from '../../contract/errors.ts';
import type { Json } from '../../contract/json.ts';
import type { ConnectorMessage } from '../../contract/message.ts';
import { isGreater } from '../../kit/bounds.ts';
import { valueAt } from '../../kit/paths.ts';
import { expect, NotApplicable } from '../failure.ts';
import { StoredStream } from '../stored.ts';
import type { Subject } from '../subject.ts';
import type { Check } from './check.ts';

const LARGEST_STATE = 1_000_000;
const KILLS = 10;
const STATES_TRIED = 6;
/** States that no connector writes. */
const FOREIGN: readonly Json[] = [{ 'a state': 'of another program' }, 'text', [1, 2]];

const isRecord = ({ type }: ConnectorMessage) => type === 'record' || type === 'tombstone';

/** Where the states of a read stand among its messages: some of them, evenly chosen. */
function statePlaces(messages: readonly ConnectorMessage[]): number[] {
  const places = messages.flatMap(({ type }, index) => (type === 'state' ? [index] : []));
  const step = Math.max(1, Math.ceil(places.length / STATES_TRIED));
  return places.filter((_, index) => index % step === 0 || index === places.length - 1);
}

/** Reads until so many records have come, then drops the iterator; what a state covers is stored. */
async function readAndKill(
  subject: Subject,
  stream: string,
  stored: StoredStream,
  after: number,
  range?: ReadRequest['range'],
) {
  let held: ConnectorMessage[] = [];
  let count = 0;
  for await (const message of subject.messages(stream, { state: stored.state, range })) {
    held.push(message);
    if (message.type === 'state') {
      stored.apply(held);
      held = [];
    }
    if (isRecord(message)) count += 1;
    if (count >= after) return;
  }
  stored.apply(held);
}

/** The middle half of a stream by its cursor, and the keys that lie in it. */
function middle(messages: readonly ConnectorMessage[], cursor: string) {
  const rows = messages.flatMap((message) => {
    if (message.type !== 'record' && message.type !== 'tombstone') return [];
    const value = valueAt(message.data, cursor);
    const has = value !== null && value !== undefined;
    return has ? [{ key: message.key, value: String(value) }] : [];
  });
  rows.sort((left, right) => (isGreater(left.value, right.value) ? 1 : -1));
  const from = rows.at(Math.floor(rows.length / 4))!.value;
  const until = rows.at(Math.floor((rows.length * 3) / 4))!.value;
  const within = rows.filter(({ value }) => !isGreater(from, value) && !isGreater(value, until));
  return { range: { from, until }, keys: within.map(({ key }) => key) };
}

export const stateChecks = {
  'state-valid': {
    promise: 'A state covers the last record, and none is larger than a megabyte.',
    async run(subject) {
      for (const { name } of await subject.streams()) {
        const messages = await subject.whole(name);
        const lastRecord = messages.findLastIndex(isRecord);
        const lastState = messages.findLastIndex(({ type }) => type === 'state');
        expect(
          lastRecord < 0 || lastState > lastRecord,
          `${name}: no state covers the last record`,
        );
        for (const message of messages) {
          if (message.type !== 'state') continue;
          const text = JSON.stringify(message.state) ?? '';
          expect(text.length < LARGEST_STATE, `${name}: a state has ${text.length} characters`);
        }
      }
    },
  },
  'state-complete': {
    promise: 'What came before a state and what is read from it are together the whole stream.',
    async run(subject) {
      for (const { name } of await subject.streams()) {
        const messages = await subject.whole(name);
        const whole = new StoredStream().apply(messages);
        for (const place of statePlaces(messages)) {
          const stored = new StoredStream().apply(messages.slice(0, place + 1));
          stored.apply(await subject.read(name, { state: stored.state }));
          const difference = whole.difference(stored);
          expect(
            difference === null,
            `${name}: after the state at message ${place}: ${difference}`,
          );
        }
      }
    },
  },
  'state-monotonic': {
    promise: 'Within a read, from a later state there is never more left to read.',
    async run(subject) {
      for (const { name } of await subject.streams()) {
        const messages = await subject.whole(name);
        let left = Number.POSITIVE_INFINITY;
        // The last state begins the next read, which has a look-back window of its own.
        for (const place of statePlaces(messages).slice(0, -1)) {
          const { state } = new StoredStream().apply(messages.slice(0, place + 1));
          const count = (await subject.read(name, { state })).filter(isRecord).length;
          expect(
            count <= left,
            `${name}: from a later state ${count} records are read, not ${left}`,
          );
          left = count;
        }
      }
    },
  },
  'state-final': {
    promise: 'Read again from its last state, an unchanged stream has nothing new.',
    async run(subject) {
      for (const { name } of await subject.streams()) {
        const whole = new StoredStream().apply(await subject.whole(name));
        const again = await subject.read(name, { state: whole.state });
        const count = again.filter(isRecord).length;
        expect(count <= whole.records.size, `${name}: ${count} records come a second time`);
        const both = new StoredStream().apply(await subject.whole(name)).apply(again);
        const difference = whole.difference(both);
        expect(difference === null, `${name}: ${difference}`);
      }
    },
  },
  'state-foreign': {
    promise: 'A state of another version is refused before anything is read.',
    async run(subject) {
      const [{ name }] = await subject.streams();
      for (const state of FOREIGN) {
        let count = 0;
        try {
          for await (const message of subject.messages(name, { state })) {
            if (isRecord(message)) count += 1;
          }
        } catch (thrown) {
          const error = subject.connectorError(thrown, 'read');
          const isFatal = error instanceof ConnectorFatalError;
          expect(isFatal, `the error is ${error.name}, not ConnectorFatalError`);
          expect(count === 0, `${count} records were read before the state was refused`);
          continue;
        }
        expect(false, `the state ${JSON.stringify(state)} was taken`);
      }
    },
  },
  'resume-after-kill': {
    promise: `Killed ${KILLS} times in the middle and resumed, a read loses and doubles nothing.`,
    async run(subject) {
      for (const { name } of await subject.streams()) {
        const messages = await subject.whole(name);
        const whole = new StoredStream().apply(messages);
        const records = messages.filter(isRecord).length;
        const stored = new StoredStream();
        for (let kill = 1; kill <= KILLS; kill += 1) {
          // From a single record to half of the stream, so that kills fall within pages and between.
          const after = 1 + Math.floor((records * (kill % 4)) / 8) + (kill % 3);
          await readAndKill(subject, name, stored, after);
        }
        stored.apply(await subject.read(name, { state: stored.state }));
        const difference = whole.difference(stored);
        expect(difference === null, `${name}: ${difference}`);
      }
    },
  },
  'range-read': {
    promise: 'A backfill brings all that lies in its range, cut off and resumed or not.',
    async run(subject) {
      for (const { name, cursor } of await subject.withCursor()) {
        const messages = await subject.whole(name);
        const { records } = new StoredStream().apply(messages);
        const { range, keys } = middle(messages, cursor!);
        const straight = new StoredStream();
        try {
          straight.apply(await subject.read(name, { range }));
        } catch (thrown) {
          const error = subject.connectorError(thrown, 'read');
          if (error instanceof ConnectorConfigError) throw new NotApplicable(error.message);
          throw error;
        }
        const resumed = new StoredStream();
        await readAndKill(subject, name, resumed, Math.ceil(keys.length / 2), range);
        resumed.apply(await subject.read(name, { range, state: resumed.state }));
        for (const read of [straight, resumed]) {
          const missing = keys.find(
            (key) => read.records.get(key)?.version !== records.get(key)?.version,
          );
          expect(missing === undefined, `${name}: ${missing} lies in the range and is not read`);
        }
      }
    },
  },
} satisfies Record<string, Check>;
