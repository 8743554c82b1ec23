import { describe, it } from 'node:test';
import type { ConnectorContext } from '../contract/connector.ts';
import {
  type PushConnector,
  type PushedMessage,
  PushRefusal,
  type PushRequest,
} from '../contract/push-connector.ts';
import { redact, secretValues } from '../kit/secret.ts';
import { ConformanceFailure, expect } from './failure.ts';
import type { CheckReport, ConformanceReport } from './run.ts';

/** What a connector that is sent to is checked with. */
export interface PushSubject<Config = unknown> {
  readonly config: Config;
  /** A request as a good sender makes it at an instant, each time for the same events. */
  readonly request: (receivedAt: number) => PushRequest;
  /** The same, as somebody who does not know the secret would make it. */
  readonly forged: (receivedAt: number) => PushRequest;
}

interface PushCheck {
  readonly promise: string;
  run(connector: PushConnector, subject: PushSubject): Promise<void> | void;
}

const NOW = Date.parse('2025-06-01T12:00:00Z');
const LATER_MS = 1_000;
const CONTEXT: ConnectorContext = {
  signal: new AbortController().signal,
  now: () => NOW,
  baseFolder: '.',
  log: () => undefined,
};

const messages = (connector: PushConnector, { config, request }: PushSubject, at = NOW) =>
  connector.receive(config, request(at));

/** The refusal that a request meets; null where it is taken. @throws whatever else it met */
function refusalOf(connector: PushConnector, config: unknown, request: PushRequest) {
  try {
    connector.receive(config, request);
    return null;
  } catch (error) {
    if (error instanceof PushRefusal) return error;
    const kind = error instanceof Error ? error.name : typeof error;
    expect(false, `a request was answered with ${kind} in place of a refusal`);
  }
}

/**
 * What it means for a connector that is sent to to keep the contract: it takes what is good, the same
 * way each time, names every message so that it counts once, and trusts nobody without the secret.
 */
export const pushChecks: Readonly<Record<string, PushCheck>> = {
  'spec-is-valid': {
    promise: 'It has a name in kebab case and settings that take the given ones.',
    run: ({ spec }, { config }) => {
      expect(/^[a-z][a-z0-9-]*$/.test(spec.name), 'its name is not in kebab case');
      expect(spec.config.safeParse(config).success, 'its settings refuse what was given');
    },
  },
  'secrets-stay-secret': {
    promise: 'Its secrets are marked, and stand in no message of its own.',
    run: async (connector, { config, forged }) => {
      const secrets = secretValues(connector.spec.config, config);
      expect(secrets.length > 0, 'no setting is marked as a secret');
      const { message } = await connector.check(config, CONTEXT);
      const refusal = refusalOf(connector, config, forged(NOW));
      const shown = JSON.stringify([
        message,
        refusal?.message,
        redact(connector.spec.config, config),
      ]);
      expect(!secrets.some((secret) => shown.includes(secret)), 'a secret is shown');
    },
  },
  'check-succeeds': {
    promise: 'Its check says that good settings work.',
    run: async (connector, { config }) => {
      const { ok, message } = await connector.check(config, CONTEXT);
      expect(ok && message !== '', 'it did not say so');
    },
  },
  'streams-are-discovered': {
    promise: 'Every stream of its messages is one that it discovers.',
    run: async (connector, subject) => {
      const streams = await connector.discover(subject.config, CONTEXT);
      const names = new Set(streams.map(({ name }) => name));
      const unknown = messages(connector, subject).find(
        ({ message }) => !names.has(message.stream),
      );
      expect(unknown === undefined, 'a message belongs to a stream that was not discovered');
    },
  },
  'good-requests-are-taken': {
    promise: 'A good request brings at least one record, each with a key that can be stored.',
    run: (connector, subject) => {
      const keys = messages(connector, subject).map(({ message }) =>
        message.type === 'reject' ? '' : message.key,
      );
      expect(keys.length > 0, 'it brought nothing');
      const good = keys.every((key) => key !== '' && Buffer.byteLength(key) <= 512);
      expect(good, 'a message has no key, or one of over 512 bytes');
    },
  },
  'receive-is-pure': {
    promise: 'The same request gives the same messages.',
    run: (connector, subject) => {
      const [one, other] = [messages(connector, subject), messages(connector, subject)];
      expect(JSON.stringify(one) === JSON.stringify(other), 'it gave others the second time');
    },
  },
  'messages-are-named-for-good': {
    promise: 'Sent again later, the same messages have the same ids, and no two share one.',
    run: (connector, subject) => {
      const idsOf = (list: readonly PushedMessage[]) => list.map(({ id }) => id);
      const ids = idsOf(messages(connector, subject));
      expect(!ids.includes(null), 'a message has no id');
      expect(new Set(ids).size === ids.length, 'two messages share an id');
      const again = idsOf(messages(connector, subject, NOW + LATER_MS));
      expect(JSON.stringify(ids) === JSON.stringify(again), 'the ids changed');
    },
  },
  'strangers-are-refused': {
    promise: 'A request of somebody who does not know the secret, or shows none, is refused: 401.',
    run: (connector, { config, request, forged }) => {
      const requests = [forged(NOW), { ...request(NOW), headers: {} }];
      for (const one of requests) {
        const refusal = refusalOf(connector, config, one);
        expect(refusal !== null, 'it was taken');
        expect(refusal?.status === 401, 'it was refused as something else');
      }
    },
  },
  'broken-bodies-are-refused': {
    promise: 'Bodies that are empty, cut off, or no JSON are refused, and never an accident.',
    run: (connector, { config, request }) => {
      const { body, ...rest } = request(NOW);
      const broken = [
        body.subarray(0, 0),
        body.subarray(0, body.length >> 1),
        Buffer.from([255, 0]),
      ];
      for (const one of broken) {
        const refusal = refusalOf(connector, config, { ...rest, body: one });
        expect(refusal !== null, 'a broken body was taken');
      }
    },
  },
  'unknown-streams-are-refused': {
    promise:
      'A stream that it does not have is refused: 404, or 401 where nothing was trusted yet.',
    run: (connector, { config, request }) => {
      const stream = 'a-stream-that-nobody-has';
      const refusal = refusalOf(connector, config, { ...request(NOW), stream });
      expect([401, 404].includes(refusal?.status ?? 0), 'it was taken');
    },
  },
};

/** A connector that is sent to, with what to try it with. */
export interface PushConformanceCase<Config = unknown> {
  readonly connector: PushConnector<Config>;
  readonly subject: PushSubject<Config>;
}

/** Runs every check against a connector that is sent to, one after the other. */
export async function runPushConformance({
  connector,
  subject,
}: PushConformanceCase): Promise<ConformanceReport> {
  const reports: CheckReport[] = [];
  for (const [name, check] of Object.entries(pushChecks)) {
    const start = performance.now();
    const reason = await problemOf(check, connector, subject);
    const status = reason === null ? 'passed' : 'failed';
    const milliseconds = Math.round(performance.now() - start);
    reports.push({ name, promise: check.promise, status, reason, milliseconds });
  }
  const passed = reports.filter(({ status }) => status === 'passed').length;
  const failed = reports.length - passed;
  return { connector: connector.spec.name, passed, failed, notApplicable: 0, checks: reports };
}

async function problemOf(
  check: PushCheck,
  connector: PushConnector,
  subject: PushSubject,
): Promise<string | null> {
  try {
    await check.run(connector, subject);
    return null;
  } catch (error) {
    if (error instanceof ConformanceFailure) return error.message;
    return `it ended with ${error instanceof Error ? `${error.name}: ${error.message}` : error}`;
  }
}

/** Registers one test a check with Node's test runner. Call it at the top of a test file. */
export function pushConformance<Config>(
  connector: PushConnector<Config>,
  subject: PushSubject<Config>,
): void {
  describe(`${connector.spec.name} keeps the contract of connectors that are sent to`, () => {
    for (const [name, check] of Object.entries(pushChecks)) {
      it(name, () => check.run(connector as PushConnector, subject as PushSubject));
    }
  });
}
