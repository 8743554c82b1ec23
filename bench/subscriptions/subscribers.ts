// Many clients in a process of their own: each has a connection with one subscription to one user.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { TOKEN } from './token.ts';

/** Who is to be followed, and where. */
export interface Subscribers {
  readonly address: string;
  readonly userIds: readonly string[];
}

const AT_ONCE = 50;
const QUERY =
  'subscription ($users: [ID!]) { profileChanged(userIds: $users) { sequence computedAt } }';

/** From the writing of a profile to its arrival, in milliseconds. */
const latencies: number[] = [];

async function subscribe(address: string, userId: string): Promise<void> {
  const url = `${address.replace('http', 'ws')}/graphql`;
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  await once(socket, 'open');
  socket.send(
    JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${TOKEN}` } }),
  );
  await once(socket, 'message');
  socket.on('message', (text) => {
    const { type, payload } = JSON.parse(String(text));

    if (type === 'next') {
      latencies.push(Date.now() - Date.parse(payload.data.profileChanged.computedAt));
    }
  });
  const payload = { query: QUERY, variables: { users: [userId] } };
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
}

process.on('message', async (message: Subscribers | 'latencies') => {
  if (message === 'latencies') {
    process.send?.({ latencies: latencies.splice(0) });
    return;
  }
  const { address, userIds } = message;
  for (let start = 0; start < userIds.length; start += AT_ONCE) {
    const some = userIds.slice(start, start + AT_ONCE);
    await Promise.all(some.map((userId) => subscribe(address, userId)));
  }
  process.send?.({ asked: userIds.length });
});
