import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { USUAL_BACK_OFF } from '../../../../connectors/kit/back-off.ts';
import { HttpClient, type HttpOptions } from '../../../../connectors/kit/http/http-client.ts';
import type { HttpSettings } from '../../../../connectors/kit/http/settings.ts';
import { testContext } from '../../support.ts';

type Serve = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A server that answers as the test says, closed at its end; `count` counts requests from 1. */
export async function api(serve: Serve) {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    serve(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { baseUrl, requests: () => count };
}

export function settings(baseUrl: string, fields: Partial<HttpSettings> = {}): HttpSettings {
  return { baseUrl, timeoutSeconds: 1, maxBodyMegabytes: 1, ...fields };
}

export const scope = (fields = {}) => ({
  ...testContext(),
  backOff: { ...USUAL_BACK_OFF, firstMs: 1, longestMs: 5 },
  ...fields,
});

export const client = (baseUrl: string, options: HttpOptions = {}, fields = {}) =>
  new HttpClient(settings(baseUrl, fields), scope(), options);

/** Sends a value as JSON. */
export function sendJson(response: ServerResponse, value: unknown, headers = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
