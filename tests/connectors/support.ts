import type {
  Connector,
  ConnectorContext,
  ConnectorMessage,
  Json,
} from '../../connectors/index.ts';

/** A context for one call in a test. */
export function testContext(fields: Partial<ConnectorContext> = {}): ConnectorContext {
  return {
    signal: new AbortController().signal,
    now: Date.now,
    baseFolder: process.cwd(),
    log: () => undefined,
    ...fields,
  };
}

/** Everything that one read yields. */
export async function readAll<Config>(
  connector: Connector<Config>,
  config: Config,
  stream: string,
  state: Json | null = null,
  context = testContext(),
): Promise<ConnectorMessage[]> {
  const messages: ConnectorMessage[] = [];
  for await (const message of connector.read(config, { stream, state }, context)) {
    messages.push(message);
  }
  return messages;
}

/** The records and tombstones as a store would hold them: the greatest version of every key. */
export function applied(messages: readonly ConnectorMessage[], into = new Map<string, string>()) {
  for (const message of messages) {
    if (message.type !== 'record' && message.type !== 'tombstone') continue;
    const { type, key, version, data } = message;
    const row = `${version} ${type} ${JSON.stringify(data)}`;
    if (row > (into.get(key) ?? '')) into.set(key, row);
  }
  return into;
}

/** The last state among messages; null where there is none. */
export function lastState(messages: readonly ConnectorMessage[]): Json | null {
  const found = messages.findLast(({ type }) => type === 'state');
  return found?.type === 'state' ? found.state : null;
}
