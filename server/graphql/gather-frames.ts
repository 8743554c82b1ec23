import type { Writable } from 'node:stream';
import type { WebSocket } from '@fastify/websocket';

/**
 * How much may wait to leave for one client, in bytes, before what is sent to it next is waited for. As
 * much again comes on top as one message has.
 */
export const MOST_UNSENT = 16 * 1024;

/**
 * Lets what a WebSocket is sent in one go leave in one go, in its order. Whoever waits until a message was
 * sent, as graphql-ws does for each, hears so at once while little is on its way: the client gets it, or the
 * connection closes, which is told anyway. Where more is on its way it waits until all of that has left.
 *
 * @param connection what carries the socket
 */
export function gatherFrames(socket: WebSocket, connection: Writable): void {
  const send = socket.send.bind(socket);
  let gathering = false;
  const leave = () => {
    gathering = false;
    connection.uncork();
  };
  const gathered = (data: string, sent: (error?: Error) => void = () => undefined) => {
    if (socket.readyState !== socket.OPEN) return send(data, sent);
    if (!gathering) {
      gathering = true;
      connection.cork();
      process.nextTick(leave);
    }
    if (socket.bufferedAmount >= MOST_UNSENT) return send(data, sent);
    send(data, () => undefined);
    sent();
  };
  socket.send = gathered as WebSocket['send'];
}
