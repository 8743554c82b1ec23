import { referenceDeclaration } from '../../../../connectors/conformance/hostile/reference-connector.ts';
import {
  ConnectorConfigError,
  ConnectorFatalError,
  type StreamDeclaration,
} from '../../../../connectors/index.ts';
import { type Defects, mapped, mappedRecords, replaced, rewritten, spoilt } from './defect.ts';

const streams = referenceDeclaration.streams as readonly StreamDeclaration<never, never>[];
const known = new Set(['id', 'updated_at', 'shop', 'amount', 'quantity', 'note', 'paid', 'gone']);

export const recordDefects: Defects = {
  'messages-valid': () =>
    mapped((message) => (message.type === 'progress' ? [{ ...message, done: -1 }] : [message])),
  'keys-unique': () =>
    mapped((message) => {
      const isFirst = message.type === 'record' && message.key === 'order-00001';
      return isFirst ? [message, { ...message, data: { ...message.data, amount: 1 } }] : [message];
    }),
  'versions-ordered': () =>
    mappedRecords((message) =>
      message.data.shop === 'north' ? { ...message, version: `9${message.version}` } : message,
    ),
  'read-repeatable': () => {
    let reads = 0;
    return rewritten(async function* (messages) {
      reads += 1;
      const isSpoilt = reads === 3;
      for await (const message of messages) {
        if (!isSpoilt || message.type !== 'record' || message.key > 'order-00003') yield message;
      }
    });
  },
  'stream-unknown': () =>
    replaced(({ read }) => ({
      read: async function* (...call) {
        try {
          yield* read(...call);
        } catch (error) {
          const isUnknown =
            error instanceof ConnectorConfigError && /no stream/.test(error.message);
          throw isUnknown ? new ConnectorConfigError('There is no such stream.') : error;
        }
      },
    })),
  'stream-empty': () =>
    replaced(({ read }) => ({
      read: (config, request, context) => {
        if (request.stream === 'empty') throw new ConnectorFatalError('The first page is empty.');
        return read(config, request, context);
      },
    })),
  'late-row': () =>
    spoilt({ streams: streams.map((stream) => ({ ...stream, lookBack: 0 })) as never }),
  'change-seen': () =>
    mappedRecords((message) =>
      message.key.startsWith('order-')
        ? { ...message, version: message.version.slice(0, 10) }
        : message,
    ),
  'deletion-seen': () => mappedRecords((message) => ({ ...message, type: 'record' })),
  'text-edges': () =>
    mappedRecords((message) => {
      const { note = null } = message.data;
      const data = {
        ...message.data,
        note: typeof note === 'string' ? note.normalize('NFC') : note,
      };
      return 'note' in message.data ? { ...message, data } : message;
    }),
  'time-zone-edges': () =>
    mappedRecords((message) => ({ ...message, version: String(message.data.updated_at) })),
  'drift-added': () =>
    mappedRecords((message) => ({
      ...message,
      data: Object.fromEntries(Object.entries(message.data).filter(([name]) => known.has(name))),
    })),
  'drift-removed': () =>
    mappedRecords((message) => {
      if (!('note' in message.data)) throw new ConnectorFatalError('A record has no note.');
      return message;
    }),
  'drift-retyped': () =>
    mappedRecords((message) => ({
      ...message,
      data: { ...message.data, amount: Number(message.data.amount) },
    })),
};
