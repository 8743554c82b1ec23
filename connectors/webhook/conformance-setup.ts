import { createHmac } from 'node:crypto';
import type { PushConformanceCase, PushSubject } from '../conformance/push-conformance.ts';
import type { WebhookConfig } from './config.ts';
import { webhookConnector } from './webhook-connector.ts';

const SECRET = 'the-secret-to-try-it-with';

function subject(): PushSubject<WebhookConfig> {
  const request = (key: string) => (receivedAt: number) => {
    const body = JSON.stringify([{ number: 1 }, { number: 2 }]);
    const timestamp = String(Math.floor(receivedAt / 1000));
    const signed = createHmac('sha256', key).update(`d1.${timestamp}.${body}`).digest('base64');
    const headers = {
      'webhook-id': 'd1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signed}`,
    };
    return { stream: 'sales', headers, body: Buffer.from(body), receivedAt };
  };
  const given = { secrets: [SECRET], streams: [{ name: 'sales' }] };
  const config = webhookConnector.spec.config.parse(given);
  return { config, request: request(SECRET), forged: request('a guess') };
}

export const conformanceCase: PushConformanceCase<WebhookConfig> = {
  connector: webhookConnector,
  subject: subject(),
};
