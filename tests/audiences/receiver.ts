import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AudienceMessage } from '../../audiences/audience-message.ts';

export const SECRET = 'a-secret-of-the-receiver';

/** Answers a delivery with a status, and perhaps headers. */
export type Answer = (messages: readonly AudienceMessage[]) => {
  readonly status: number;
  readonly headers?: Record<string, string>;
};

/** A receiver of signed posts that answers as it is told to and keeps what it accepted. */
export class Receiver {
  readonly accepted: AudienceMessage[] = [];
  readonly deliveries: string[] = [];
  forged = 0;
  answer: Answer = () => ({ status: 200 });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const [id, timestamp] = ['webhook-id', 'webhook-timestamp'].map((name) =>
        String(request.headers[name]),
      );
      const signature = createHmac('sha256', SECRET)
        .update(`${id}.${timestamp}.${body}`)
        .digest('base64');
      if (request.headers['webhook-signature'] !== `v1,${signature}`) this.forged += 1;
      const { batch } = JSON.parse(body) as { batch: AudienceMessage[] };
      const { status, headers = {} } = this.answer(batch);
      this.deliveries.push(id!);
      if (status < 300) this.accepted.push(...batch);
      response.writeHead(status, headers).end();
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/audience`;
  }

  /** The sequences that were accepted, in the order of arrival. */
  get sequences(): number[] {
    return this.accepted.map(({ properties }) => Number(properties.sequence));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
