import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type PushSubject,
  pushChecks,
  pushConformance,
} from '../../../connectors/conformance/index.ts';
import { conformanceCase as http } from '../../../connectors/http/conformance-setup.ts';
import type { PushConnector, PushedMessage } from '../../../connectors/index.ts';
import { conformanceCase as webhook } from '../../../connectors/webhook/conformance-setup.ts';

pushConformance(http.connector, http.subject);
pushConformance(webhook.connector, webhook.subject);

describe('each check fails on a connector that has the defect', () => {
  const good = webhook.connector as PushConnector;
  const subject = webhook.subject as PushSubject;
  const [secret] = webhook.subject.config.secrets;
  const taking = (
    change: (message: PushedMessage, at: number) => PushedMessage,
  ): PushConnector => ({
    ...good,
    receive: (config, request) =>
      good.receive(config, request).map((message) => change(message, request.receivedAt)),
  });
  let calls = 0;
  const trusting = (config: unknown, given: Parameters<PushConnector['receive']>[1]) => {
    return good.receive(config, { ...subject.request(given.receivedAt), stream: 'sales' });
  };
  const defects: Readonly<Record<keyof typeof pushChecks, PushConnector>> = {
    'spec-is-valid': { ...good, spec: { ...good.spec, name: 'Web Hook' } },
    'secrets-stay-secret': {
      ...good,
      check: async () => ({ ok: true, message: `It is ${secret}.` }),
    },
    'check-succeeds': { ...good, check: async () => ({ ok: false, message: 'No.' }) },
    'streams-are-discovered': { ...good, discover: async () => [] },
    'good-requests-are-taken': { ...good, receive: () => [] },
    'receive-is-pure': taking((message) => {
      calls += 1;
      return { ...message, id: `call ${calls}` };
    }),
    'messages-are-named-for-good': taking((message, at) => ({
      ...message,
      id: `${message.id} ${at}`,
    })),
    'strangers-are-refused': { ...good, receive: trusting },
    'broken-bodies-are-refused': {
      ...good,
      receive: (_config, { body }) => JSON.parse(Buffer.from(body).toString()),
    },
    'unknown-streams-are-refused': { ...good, receive: trusting },
  };
  for (const [name, connector] of Object.entries(defects)) {
    test(name, async () => {
      await assert.rejects(async () => pushChecks[name]!.run(connector, subject), {
        name: 'ConformanceFailure',
      });
    });
  }
  test('there is a defect for every check', () => {
    assert.deepEqual(Object.keys(defects), Object.keys(pushChecks));
  });
});
