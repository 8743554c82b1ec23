import type { Json, JsonObject } from '../contract/json.ts';
import { type PushConnector, type PushedMessage, PushRefusal } from '../contract/push-connector.ts';
import { parseJson } from '../kit/parse-object.ts';
import { recordKey } from '../kit/record-key.ts';
import { versionText } from '../kit/version-text.ts';
import { type WebhookConfig, type WebhookStream, webhookConfig } from './config.ts';
import { verifiedDelivery } from './signature.ts';

const LONGEST_RAW = 10_000;

/** Any JSON that another system posts, signed as Standard Webhooks says; each delivery counts once. */
export const webhookConnector: PushConnector<WebhookConfig> = {
  spec: {
    name: 'webhook',
    title: 'Webhook',
    description: 'Records that another system posts as signed JSON.',
    config: webhookConfig,
  },
  vocabulary: null,

  check: async ({ enabled, streams }) => ({
    ok: true,
    message: enabled
      ? `Takes signed deliveries of ${streams.map(({ name }) => name).join(', ')} while Portrait serves.`
      : 'It is switched off: deliveries are answered 404.',
  }),

  discover: async ({ streams }) =>
    streams.map(({ name, key, version }) => ({
      name,
      fields: [],
      primaryKey: key ?? [],
      cursor: version ?? null,
    })),

  receive(config, request) {
    const id = verifiedDelivery(config, request);
    if (!config.enabled) throw new PushRefusal(404, 'This source is switched off.');
    const stream = streamOf(config, request.stream);
    const value = parseJson(request.body, config.maxBytes);
    if (!Array.isArray(value)) return [pushed(value, stream, id)];
    return value.map((one: Json, index) => pushed(one, stream, `${id} ${index}`));
  },
};

function streamOf({ streams }: WebhookConfig, name: string | null): WebhookStream {
  const found = name === null && streams.length === 1 ? streams[0] : null;
  const stream = found ?? streams.find((one) => one.name === name);
  if (stream !== undefined) return stream;
  const names = streams.map((one) => one.name).join(', ');
  throw new PushRefusal(404, `Name one of the streams at the end of the address: ${names}.`);
}

/** @param id names the record among all deliveries */
function pushed(value: Json, { name, key, version }: WebhookStream, id: string): PushedMessage {
  const reject = (reason: string): PushedMessage => {
    const raw = JSON.stringify(value).slice(0, LONGEST_RAW);
    return { id, once: true, message: { type: 'reject', stream: name, position: id, raw, reason } };
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reject('The delivery is no JSON object.');
  }
  const data = value as JsonObject;
  const own = key === undefined ? id : recordKey(data, key);
  if (own === null) return reject(`The delivery has no key: ${key!.join(', ')}.`);
  const said = { version: version === undefined ? '' : versionText(data[version]), data };
  return {
    id,
    once: key === undefined,
    message: { type: 'record', stream: name, key: own, ...said },
  };
}
