import type { StreamDescription } from '../../contract/connector.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { ConnectorMessage } from '../../contract/message.ts';
import { type DriftPolicy, SchemaWatch, type StreamSchema } from '../../kit/schema-watch.ts';
import { expect, NotApplicable } from '../failure.ts';
import type { Alteration } from '../options.ts';
import { StoredStream } from '../stored.ts';
import type { Subject } from '../subject.ts';
import type { Check } from './check.ts';

const DAY_MS = 86_400_000;
const TEXTS = [
  'Zoë, 東京 🛒 e\u0301 ü\u0308',
  'a "quoted" back\\slash\nline, tab\t; semicolon',
  '\u202eright to left\u202c \ufeffmark',
  '﷽'.repeat(40),
];
/** In the order of the instants, which is the order of neither their texts nor their local times. */
const INSTANTS = [
  '2024-02-29T23:59:59.999+14:00',
  '2024-03-10T01:59:59.000-08:00',
  '2024-03-10T10:30:00.000Z',
  '2024-03-10T16:15:00.500+05:30',
  '2024-03-10T03:30:00.000-08:00',
];

const isRecord = (
  message: ConnectorMessage,
): message is Extract<ConnectorMessage, { key: string }> =>
  message.type === 'record' || message.type === 'tombstone';

const find = (messages: readonly ConnectorMessage[], key: string) =>
  messages.findLast(
    (message) => (message.type === 'record' || message.type === 'tombstone') && message.key === key,
  );

const storedAfter = async (subject: Subject, stream: string) =>
  new StoredStream().apply(await subject.read(stream));

/** The first stream that holds something. */
async function filled(subject: Subject): Promise<StreamDescription> {
  const streams = await subject.streams();
  return streams.find(({ name }) => name !== subject.options.emptyStream) ?? streams[0];
}

/** What a read comes to under a policy, against the schema that was known before. */
function underPolicy(
  policy: DriftPolicy,
  known: StreamSchema,
  {
    description,
    messages,
  }: { description: StreamDescription; messages: readonly ConnectorMessage[] },
): JsonObject[] {
  const watch = new SchemaWatch(description.name, known, policy);
  watch.describe(description);
  return messages.flatMap((message) =>
    message.type === 'record' ? [watch.take(message.data)] : [],
  );
}

function driftCheck(alteration: Alteration, promise: string): Check {
  return {
    promise,
    async run(subject) {
      const look = async () => {
        const { name } = await filled(subject);
        const description = (await subject.discover()).find((one) => one.name === name);
        expect(description !== undefined, `${name}: is described no more`);
        return { description, messages: await subject.read(name) };
      };
      const before = await look();
      const { name } = before.description;
      const learned = new SchemaWatch(name, null, 'propagate');
      learned.describe(before.description);
      for (const { data, type } of before.messages.filter(isRecord)) {
        if (type === 'record') learned.take(data);
      }
      const { field, undo } = await subject.deed('alter', name, alteration);
      try {
        const after = await look();
        const records = underPolicy('propagate', learned.schema, after);
        const values = (all: readonly JsonObject[]) => all.map((data) => data[field] ?? null);
        const hasValues = values(records).some((value) => value !== null);
        expect(records.length > 0, `${name}: nothing is read any more`);
        expect(
          hasValues !== (alteration === 'removed'),
          `${name}: "${field}" does not come through`,
        );
        const kept = underPolicy('ignore', learned.schema, after);
        expect(kept.length === records.length, `${name}: \`ignore\` loses records`);
        // That a field is missing shows only where the source describes itself.
        if (alteration === 'removed') return;
        let stopped = '';
        try {
          underPolicy('stop', learned.schema, after);
        } catch (error) {
          stopped = subject.connectorError(error, 'read').message;
        }
        expect(stopped.includes(field), `${name}: \`stop\` does not notice "${field}"`);
        const isLeftOut = alteration !== 'added' || values(kept).every((value) => value === null);
        expect(isLeftOut, `${name}: \`ignore\` lets "${field}" through`);
      } finally {
        await undo();
      }
    },
  };
}

export const changeChecks = {
  'late-row': {
    promise: 'A record that is committed late is found inside the look-back window.',
    async run(subject) {
      for (const { name } of await subject.withCursor()) {
        const { state } = await storedAfter(subject, name);
        const key = await subject.deed('addLate', name);
        const found = find(await subject.read(name, { state }), key);
        expect(found !== undefined, `${name}: the late record ${key} is never read`);
      }
    },
  },
  'change-seen': {
    promise: 'A changed record is read again, with a greater version where there is a cursor.',
    async run(subject) {
      const { name, cursor } = await filled(subject);
      const stored = await storedAfter(subject, name);
      const key = await subject.deed('change', name);
      const found = find(await subject.read(name, { state: stored.state }), key);
      const before = stored.records.get(key);
      expect(found?.type === 'record', `${name}: the changed record ${key} is not read again`);
      const isNewer = cursor === null || found.version > (before?.version ?? '');
      expect(isNewer, `${name}: the changed record ${key} has no greater version`);
    },
  },
  'deletion-seen': {
    promise: 'A deleted record comes as a tombstone.',
    async run(subject) {
      const { name } = await filled(subject);
      const { state } = await storedAfter(subject, name);
      const key = await subject.deed('remove', name);
      const found = find(await subject.read(name, { state }), key);
      expect(found?.type === 'tombstone', `${name}: no tombstone comes for ${key}`);
    },
  },
  'text-edges': {
    promise: 'Text comes through letter by letter: other scripts, emoji, quotes, marks.',
    async run(subject) {
      const { name } = await filled(subject);
      for (const text of TEXTS) {
        const { key, field } = await subject.deed('addText', name, text);
        const found = find(await subject.whole(name), key);
        expect(found?.type === 'record', `${name}: the record ${key} is not read`);
        const isSame = found.data[field] === text;
        expect(isSame, `${name}: text changed on its way: ${JSON.stringify(found.data[field])}`);
      }
    },
  },
  'time-zone-edges': {
    promise: 'Versions are ordered by instants, whatever offset they are written with.',
    async run(subject) {
      const [{ name }] = await subject.withCursor();
      const keys: string[] = [];
      for (const instant of INSTANTS) keys.push(await subject.deed('addAt', name, instant));
      const { records } = new StoredStream().apply(await subject.whole(name));
      const versions = keys.map((key) => records.get(key)?.version);
      const missing = keys.find((_, index) => versions[index] === undefined);
      expect(missing === undefined, `${name}: the record ${missing} is not read`);
      const isOrdered = versions.every(
        (version, index) => index === 0 || version! > versions[index - 1]!,
      );
      expect(isOrdered, `${name}: the versions are ${versions.join(', ')}`);
    },
  },
  'drift-added': driftCheck(
    'added',
    'A field that the source adds is met by the policy: stop, ignore or propagate.',
  ),
  'drift-removed': driftCheck(
    'removed',
    'A field that the source drops stops no read unless the policy says so.',
  ),
  'drift-retyped': driftCheck('retyped', 'A field that gets another type is met by the policy.'),
  'clock-jumps': {
    promise: 'A clock that runs ahead or is set back hides no record for good.',
    async run(subject) {
      const [{ name }] = await subject.withCursor();
      const clock = (by: number) => ({ context: { now: () => Date.now() + by } });
      const stored = new StoredStream().apply(await subject.read(name, clock(DAY_MS)));
      const changed = await subject.deed('change', name);
      const { state } = stored;
      const back = await subject.read(name, { state, ...clock(-DAY_MS) });
      stored.apply(back);
      stored.apply(await subject.read(name, { state: stored.state }));
      const difference = (await storedAfter(subject, name)).difference(stored);
      expect(difference === null, `${name}: ${difference} (${changed} was changed)`);
      if (stored.records.size === 0) throw new NotApplicable('the stream is empty');
    },
  },
} satisfies Record<string, Check>;
