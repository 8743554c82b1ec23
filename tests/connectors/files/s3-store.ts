import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsClient } from 'aws4fetch';
import type { S3Facts } from '../../support/services.ts';

/** Takes a request before the store sees it; true where it has answered. */
export type Fault = (message: IncomingMessage, response: ServerResponse) => boolean;

/** A bucket of the real store, and a place in front of it where answers can go wrong. */
export interface TestBucket extends AsyncDisposable {
  readonly endpoint: string;
  readonly name: string;
  /** What the store was asked for, in order: method, path and query. */
  readonly asked: string[];
  fault: Fault | null;
  /** Cuts answers off after so many bytes; null lets them through. */
  cutAfter: number | null;
  /** Answers with what the store says to another path and query. */
  answer(path: string, response: ServerResponse): Promise<void>;
  put(key: string, content: string | Buffer, headers?: Record<string, string>): Promise<void>;
  remove(key: string): Promise<void>;
}

export async function openBucket(facts: S3Facts, name: string): Promise<TestBucket> {
  const client = new AwsClient({ ...facts, service: 's3', region: 'us-east-1' });
  const keys = new Set<string>();
  const urlOf = (key: string) =>
    `${facts.endpoint}/${name}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const send = async (key: string, init: RequestInit) => {
    const response = await client.fetch(urlOf(key), init);
    if (!response.ok) throw new Error(`${init.method} ${key}: ${response.status}`);
    await response.text();
  };
  await send('', { method: 'PUT' });
  const server = createServer((message, response) => {
    bucket.asked.push(`${message.method} ${message.url}`);
    if (bucket.fault?.(message, response)) return;
    const { method, headers } = message;
    const onward = request(`${facts.endpoint}${message.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      const limit = bucket.cutAfter;
      let sent = 0;
      answer.on('data', (chunk: Buffer) => {
        if (limit !== null && sent + chunk.length > limit) {
          response.write(chunk.subarray(0, limit - sent), () => message.socket.destroy());
          answer.destroy();
        } else {
          sent += chunk.length;
          response.write(chunk);
        }
      });
      answer.on('end', () => response.end());
    });
    message.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bucket: TestBucket = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    name,
    asked: [],
    fault: null,
    cutAfter: null,
    answer: async (path, response) => {
      const said = await client.fetch(`${facts.endpoint}${path}`);
      response.writeHead(said.status, { 'content-type': 'application/xml' });
      response.end(await said.text());
    },
    put: async (key, content, headers = {}) => {
      const body = typeof content === 'string' ? content : new Uint8Array(content);
      await send(key, { method: 'PUT', body, headers });
      // Only what is there can be taken away at the end.
      keys.add(key);
    },
    remove: async (key) => {
      keys.delete(key);
      await send(key, { method: 'DELETE' });
    },
    [Symbol.asyncDispose]: async () => {
      for (const key of keys) await bucket.remove(key);
      await send('', { method: 'DELETE' });
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return bucket;
}
