import type { PushConformanceCase, PushSubject } from '../conformance/push-conformance.ts';
import type { HttpConfig } from './config.ts';
import { httpConnector } from './http-connector.ts';

const SECRET = 'the-write-key-to-try-it-with';

function subject(): PushSubject<HttpConfig> {
  const request = (key: string) => (receivedAt: number) => ({
    stream: null,
    headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
    body: Buffer.from(
      JSON.stringify({
        batch: [
          { type: 'track', userId: 'a', event: 'Signed Up', messageId: 'm1' },
          { type: 'page', userId: 'a', timestamp: '2025-06-01T10:00:00Z' },
        ],
      }),
    ),
    receivedAt,
  });
  const config = httpConnector.spec.config.parse({ writeKeys: [SECRET] });
  return { config, request: request(SECRET), forged: request('a guess') };
}

export const conformanceCase: PushConformanceCase<HttpConfig> = {
  connector: httpConnector,
  subject: subject(),
};
