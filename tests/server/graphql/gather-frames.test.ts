import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { gatherFrames, MOST_UNSENT } from '../../../server/graphql/gather-frames.ts';
import { countWrites } from '../../support/count-writes.ts';

/** Both ends of a connection; the server's gathers. */
interface Pair {
  readonly server: WebSocket;
  readonly connection: Socket;
  readonly client: WebSocket;
  /** What the client was sent so far. */
  readonly seen: string[];
}

describe('frames that are gathered', () => {
  let listener: WebSocketServer;
  before(async () => {
    listener = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(listener, 'listening');
  });
  after(() => listener.close());

  async function connect(): Promise<Pair> {
    const { port } = listener.address() as AddressInfo;
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    const seen: string[] = [];
    client.on('message', (text) => seen.push(String(text)));
    const [[server, { socket: connection }]] = await Promise.all([
      once(listener, 'connection') as Promise<[WebSocket, { socket: Socket }]>,
      once(client, 'open'),
    ]);
    gatherFrames(server, connection);
    return { server, connection, client, seen };
  }

  /** Ends when the message was reported sent; fails where it was reported lost. */
  const send = (socket: WebSocket, text: string) =>
    new Promise<void>((resolve, reject) =>
      socket.send(text, (error) => (error ? reject(error) : resolve())),
    );

  const texts = Array.from({ length: 50 }, (_, index) => `text ${index}`);

  test('leave in their order and in one write, each reported at once', async () => {
    const { server, connection, client, seen } = await connect();
    const writes = countWrites(connection);
    let reported = 0;
    for (const text of texts) void send(server, text).then(() => (reported += 1));
    await Promise.resolve().then(() => undefined);
    assert.equal(reported, texts.length);
    assert.equal(writes.count, 0);
    await turn();
    assert.equal(writes.count, 1);
    while (seen.length < texts.length) await once(client, 'message');
    assert.deepEqual(seen, texts);
    void send(server, 'later');
    await once(client, 'message');
    assert.equal(writes.count, 2);
    client.terminate();
  });

  test('come before a ping and before the end of the connection, whichever way it is ended', async () => {
    const { server, client, seen } = await connect();
    for (const text of texts) void send(server, text);
    const pinged = new Promise<number>((resolve) => {
      client.once('ping', () => resolve(seen.length));
    });
    server.ping();
    assert.equal(await pinged, texts.length);
    for (const text of texts) void send(server, text);
    server.close(1000, 'that is all');
    const [code, reason] = await once(client, 'close');
    assert.deepEqual([code, String(reason)], [1000, 'that is all']);
    assert.deepEqual(seen, [...texts, ...texts]);
  });

  test('are lost with a connection that breaks, and nobody has to handle that', async () => {
    for (const end of ['terminate', 'destroy'] as const) {
      const { server, connection, client } = await connect();
      const closed = [once(server, 'close'), once(client, 'close')];
      const large = 'x'.repeat(2 * MOST_UNSENT);
      const reports = [send(server, large), send(server, large)];
      if (end === 'terminate') server.terminate();
      else connection.destroy();
      await reports[0];
      await assert.rejects(reports[1]!);
      await Promise.all(closed);
      await assert.rejects(send(server, 'too late'));
    }
  });

  test('wait for a client that does not read, no more of them than a message beyond the bound', async () => {
    const { server, connection, client, seen } = await connect();
    client.pause();
    // Small beside the bound; so many that they fill the sockets' own buffers.
    const text = 'x'.repeat(1_000);
    let sent = 0;
    let stuck: Promise<void>;
    for (;;) {
      let done = false;
      stuck = send(server, text).then(() => {
        done = true;
      });
      sent += 1;
      assert.ok(connection.writableLength < MOST_UNSENT + 2 * text.length);
      for (let turns = 0; !done && turns < 100; turns += 1) await turn();
      if (!done) break;
    }
    client.resume();
    await stuck;
    while (seen.length < sent) await once(client, 'message');
    assert.equal(seen.length, sent);
    client.terminate();
  });
});
