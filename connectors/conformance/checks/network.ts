import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectorConfigError, ConnectorRetryableError } from '../../contract/errors.ts';
import { ConformanceFailure, expect, NotApplicable } from '../failure.ts';
import type { Fault } from '../hostile/fault.ts';
import { HostileProxy } from '../hostile/hostile-proxy.ts';
import { HostileWire } from '../hostile/hostile-wire.ts';
import type { Network } from '../options.ts';
import { StoredStream } from '../stored.ts';
import type { Subject } from '../subject.ts';
import type { Check } from './check.ts';

const UNTRIED =
  'it was not tried: give `network`, or say in `notApplicable` why there is none between the connector and its source';
/** A wait that was asked for may be shorter by this, for timers that round. */
const ROUNDING_MS = 100;

/** After the greeting of a database, within its answers. */
const MIDWAY_BYTES = 2_500;

/** An address like the network's own where nothing listens. */
export async function closedPort({ kind, address }: Pick<Network<unknown>, 'kind' | 'address'>) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const place = `127.0.0.1:${port}`;
  return kind === 'http' ? `http://${place}${new URL(address).pathname}` : place;
}

/** Runs work with a hostile proxy before the source. @throws {NotApplicable} without HTTP */
export async function behindProxy(
  subject: Subject,
  work: (proxy: HostileProxy, config: () => unknown) => Promise<void>,
): Promise<void> {
  const { network } = subject.options;
  expect(network !== undefined, UNTRIED);
  if (network.kind !== 'http') throw new NotApplicable('the source does not speak HTTP');
  const proxy = await HostileProxy.open(network.address);
  try {
    await work(proxy, () => subject.config(network.through(proxy.address)));
  } finally {
    await proxy.close();
  }
}

/** Runs work with a hostile wire before the source. @throws {NotApplicable} without TCP of its own */
export async function behindWire(
  subject: Subject,
  work: (wire: HostileWire, config: () => unknown) => Promise<void>,
): Promise<void> {
  const { network } = subject.options;
  expect(network?.kind === 'tcp', UNTRIED);
  const wire = await HostileWire.open(network.address);
  try {
    await work(wire, () => subject.config(network.through(wire.address)));
  } finally {
    await wire.close();
  }
}

/** What one stream of the source is without faults, to compare with. */
async function undisturbed(subject: Subject) {
  const [{ name }] = await subject.streams();
  return { name, whole: new StoredStream().apply(await subject.whole(name)) };
}

function expectWhole(whole: StoredStream, read: Parameters<StoredStream['apply']>[0]) {
  const difference = whole.difference(new StoredStream().apply(read));
  expect(difference === null, `afterwards ${difference}`);
}

async function within<Result>(subject: Subject, work: Promise<Result>): Promise<Result> {
  const late = Symbol('late');
  const timer = new AbortController();
  const limit = pause(subject.patienceMs, late, { signal: timer.signal }).catch(() => late);
  const result = await Promise.race([work, limit]);
  timer.abort();
  expect(result !== late, `the read is still waiting after ${subject.patienceMs} ms`);
  return result as Result;
}

/** Reads while a fault meets some requests in the middle: what is stored must be whole in the end. */
function survives(fault: Fault, times: number, promise: string): Check {
  return {
    promise,
    async run(subject) {
      const { name, whole } = await undisturbed(subject);
      await behindProxy(subject, async (proxy, config) => {
        await subject.read(name, { config: config() });
        const after = proxy.requests.length >> 1;
        proxy.misbehave(fault, { times, after });
        const read = subject.persistently(name, { config: config() }).catch((error) => {
          const { action, message } = subject.connectorError(error, 'read');
          throw new ConformanceFailure(`the read gives up (${action}): ${message}`);
        });
        expectWhole(whole, await within(subject, read));
      });
    },
  };
}

/** The same over HTTP and over a protocol of the source's own, where connections misbehave. */
function survivesAnywhere(
  fault: Fault,
  onWire: readonly ((wire: HostileWire) => void)[],
  promise: string,
): Check {
  const overHttp = survives(fault, 1, promise);
  return {
    promise,
    async run(subject) {
      if (subject.options.network?.kind !== 'tcp') return overHttp.run(subject);
      const { name, whole } = await undisturbed(subject);
      for (const misbehave of onWire) {
        await behindWire(subject, async (wire, config) => {
          misbehave(wire);
          const read = subject.persistently(name, { config: config() });
          expectWhole(whole, await within(subject, read));
        });
      }
    },
  };
}

/** Reads while every request fails, from the first one or from the middle on. */
async function failure(subject: Subject, fault: Fault, from: 'first' | 'middle'): Promise<Error> {
  const [{ name }] = await subject.streams();
  let thrown: unknown = null;
  await behindProxy(subject, async (proxy, config) => {
    if (from === 'middle') await subject.read(name, { config: config() });
    proxy.misbehave(fault, { after: proxy.requests.length >> 1 });
    const read = subject.read(name, { config: config() }).catch((error: unknown) => {
      thrown = error;
    });
    await within(subject, read);
    expect(proxy.swallowed === 0, 'an answer without end is read on and on');
  });
  expect(thrown !== null, 'the read ends as if all had been read');
  return subject.connectorError(thrown, 'read');
}

/** The pause between the refused request and the next one, in milliseconds. */
async function pauseAfter(subject: Subject, retryAfter: () => string): Promise<number> {
  const { name, whole } = await undisturbed(subject);
  let gap = Number.NaN;
  await behindProxy(subject, async (proxy, config) => {
    await subject.read(name, { config: config() });
    const from = proxy.requests.length;
    proxy.misbehave({ kind: 'status', status: 429, retryAfter }, { times: 1, after: from >> 1 });
    expectWhole(whole, await within(subject, subject.persistently(name, { config: config() })));
    const refused = proxy.requests.findIndex(({ fault }) => fault !== null);
    gap = proxy.requests[refused + 1].at - proxy.requests[refused].at;
  });
  return gap;
}

export const networkChecks = {
  'storm-429': survives(
    { kind: 'status', status: 429, retryAfter: () => '0' },
    3,
    'A source that is asked too often (429) is asked again, and nothing is lost.',
  ),
  'storm-503': survives(
    { kind: 'status', status: 503 },
    2,
    'A source that is away for a while (503) is asked again, and nothing is lost.',
  ),
  'retry-after': {
    promise: '`Retry-After` is honoured, in seconds and as a date.',
    async run(subject) {
      const [seconds, date] = await Promise.all([
        pauseAfter(subject, () => '1'),
        pauseAfter(subject, () => new Date(Date.now() + 2_000).toUTCString()),
      ]);
      const least = 1_000 - ROUNDING_MS;
      expect(seconds >= least, `after "1" it asked again in ${Math.round(seconds)} ms`);
      expect(date >= least, `after a date it asked again in ${Math.round(date)} ms`);
    },
  },
  'source-away': {
    promise: 'Where the source stays away the read ends with an error to try again later.',
    async run(subject) {
      const error = await failure(subject, { kind: 'status', status: 503 }, 'first');
      expect(error instanceof ConnectorRetryableError, `the error is ${error.name}`);
    },
  },
  'credentials-refused': {
    promise: 'Refused credentials (401) end the read with an error to mend the configuration.',
    async run(subject) {
      const error = await failure(subject, { kind: 'status', status: 401 }, 'first');
      expect(error instanceof ConnectorConfigError, `the error is ${error.name}`);
    },
  },
  'token-renewed': {
    promise: 'Credentials that end during a read are renewed, and the read goes on.',
    async run(subject) {
      const { name, whole } = await undisturbed(subject);
      const stored = new StoredStream();
      let isExpired = false;
      for await (const message of subject.messages(name)) {
        stored.apply([message]);
        if (message.type !== 'record' || isExpired) continue;
        isExpired = true;
        await subject.deed('expireToken');
      }
      const difference = whole.difference(stored);
      expect(difference === null, `afterwards ${difference}`);
    },
  },
  'hung-connection': survivesAnywhere(
    { kind: 'silence' },
    [
      (wire) => wire.silence({ times: 1 }),
      (wire) => wire.silence({ times: 1, afterBytes: MIDWAY_BYTES }),
    ],
    'A connection that hangs is given up and tried again.',
  ),
  'stalled-body': survives(
    { kind: 'stall' },
    1,
    'An answer that stops half-way is given up and tried again.',
  ),
  'broken-connection': survivesAnywhere(
    { kind: 'cut' },
    [(wire) => wire.cut(MIDWAY_BYTES)],
    'An answer that is cut off is not taken for a whole one.',
  ),
  'wrong-content-type': survives(
    { kind: 'wrong-type' },
    1,
    'A page for people in place of data is not taken for an empty answer.',
  ),
  'broken-json': survives(
    { kind: 'garbage' },
    1,
    'What is no JSON in UTF-8 is not taken for data.',
  ),
  'endless-body': {
    promise: 'An answer without end is refused before it fills the memory.',
    async run(subject) {
      await failure(subject, { kind: 'endless' }, 'middle');
    },
  },
} satisfies Record<string, Check>;
