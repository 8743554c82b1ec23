import type { ConnectorMessage, Json } from '../../../../connectors/index.ts';
import { type Defects, isFromFinal, replaced, rewritten } from './defect.ts';

type Padded = { state: { padding?: string } & Record<string, Json> };

export const stateDefects: Defects = {
  'state-valid': () =>
    replaced(({ read }) => ({
      read: async function* (config, request, context) {
        const { padding: _, ...state } = (request as unknown as Padded).state ?? {};
        const kept = request.state !== null && typeof request.state === 'object' && _ !== undefined;
        for await (const message of read(config, kept ? { ...request, state } : request, context)) {
          if (message.type !== 'state') yield message;
          else
            yield { ...message, state: { ...(message.state as object), padding: ' '.repeat(2e6) } };
        }
      },
    })),
  // One state is told before the last record of its page.
  'state-complete': () =>
    rewritten(async function* (messages, [, { state }]) {
      let held: ConnectorMessage | null = null;
      let states = 0;
      for await (const message of messages) {
        if (message.type === 'state') states += 1;
        const isEarly = state === null && states === 5 && message.type === 'state';
        if (isEarly) yield message;
        if (held !== null) yield held;
        held = isEarly ? null : message;
      }
      if (held !== null) yield held;
    }),
  // An old state is told once more.
  'state-monotonic': () =>
    rewritten(async function* (messages, [, { state }]) {
      const states: ConnectorMessage[] = [];
      for await (const message of messages) {
        yield message;
        if (message.type === 'state' && states.push(message) === 4 && state === null)
          yield states[0];
      }
    }),
  'state-final': () =>
    replaced(({ read }) => ({
      read: async function* (config, request, context) {
        if (isFromFinal(request)) {
          for (const _ of [1, 2]) yield* read(config, { ...request, state: null }, context);
        }
        yield* read(config, request, context);
      },
    })),
  'state-foreign': () =>
    replaced(({ read }) => ({
      read: (config, request, context) => {
        const isOurs = typeof request.state === 'object' && 'kit' in (request.state ?? { kit: 1 });
        return read(config, isOurs ? request : { ...request, state: null }, context);
      },
    })),
  // What was told after the last state of a read that was dropped is held to be known.
  'resume-after-kill': () => {
    let known = new Set<string>();
    return rewritten(async function* (messages, [, { state, range }]) {
      const skipped = state === null || range !== undefined ? new Set() : known;
      let told: string[] = [];
      let isOver = false;
      try {
        for await (const message of messages) {
          if (message.type === 'state') told = [];
          if (message.type === 'record') told.push(message.key);
          if (message.type !== 'record' || !skipped.has(message.key)) yield message;
        }
        isOver = true;
      } finally {
        known = new Set(isOver ? [] : told);
      }
    });
  },
  // The upper end of a range is taken to be outside of it.
  'range-read': () =>
    rewritten(async function* (messages, [, { range }]) {
      for await (const message of messages) {
        const isLast = message.type === 'record' && message.data.updated_at === range?.until;
        if (!isLast) yield message;
      }
    }),
  'clock-jumps': () =>
    rewritten(async function* (messages, [, , { now }]) {
      const isAhead = now() > Date.now() + 3_600_000;
      const high = new Date(now()).toISOString();
      for await (const message of messages) {
        const isLast = message.type === 'state' && isFromFinal(message as never);
        if (!isAhead || !isLast) yield message;
        else yield { ...message, state: { kit: 1, parts: { '': { high, reading: null } } } };
      }
    }),
};
