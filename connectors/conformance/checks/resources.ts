import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, NotApplicable } from '../failure.ts';
import { StoredStream } from '../stored.ts';
import type { Subject } from '../subject.ts';
import type { Check } from './check.ts';
import { behindProxy, behindWire } from './network.ts';

/** How soon an abort or a closed iterator must show. */
const SOON_MS = 1_000;
const OPEN_FILES = '/proc/self/fd';

async function soon(isSo: () => boolean): Promise<boolean> {
  const end = performance.now() + SOON_MS;
  while (!isSo() && performance.now() < end) await pause(10);
  return isSo();
}

/** Ends a read after its first record. */
async function readOne(subject: Subject, stream: string, config = subject.config()) {
  for await (const message of subject.messages(stream, { config })) {
    if (message.type === 'record') return;
  }
}

/** How long a read takes to end once its signal aborts; fails where it goes on to the end. */
async function abortedRead(subject: Subject, stream: string, config: unknown, afterMs: number) {
  const controller = new AbortController();
  let abortedAt = 0;
  const abort = () => {
    abortedAt = performance.now();
    controller.abort();
  };
  if (afterMs === 0) abort();
  else setTimeout(abort, afterMs);
  let records = 0;
  const work = async () => {
    const context = { signal: controller.signal };
    for await (const { type } of subject.messages(stream, { config, context })) {
      if (type === 'record') records += 1;
    }
  };
  const isOver = await Promise.race([
    work().then(
      () => true,
      () => true,
    ),
    pause(afterMs + SOON_MS + 100).then(() => false),
  ]);
  expect(
    isOver && performance.now() - abortedAt < SOON_MS + 100,
    'an aborted read goes on waiting',
  );
  return records;
}

export const resourceChecks = {
  'abort-ends-waiting': {
    promise: 'When the caller aborts, every wait ends within a second.',
    async run(subject) {
      const [{ name }] = await subject.streams();
      const records = await abortedRead(subject, name, subject.config(), 0);
      expect(records === 0, `${records} records are read although the signal had aborted before`);
      const kind = subject.options.network?.kind;
      if (kind === 'http') {
        await behindProxy(subject, async (proxy, config) => {
          proxy.misbehave({ kind: 'silence' });
          await abortedRead(subject, name, config(), 50);
        });
      } else if (kind === 'tcp') {
        await behindWire(subject, async (wire, config) => {
          wire.silence();
          await abortedRead(subject, name, config(), 50);
        });
      }
    },
  },
  'early-close-frees': {
    promise: 'An iterator that is closed early lets go of connections and files within a second.',
    async run(subject) {
      const [{ name }] = await subject.streams();
      const kind = subject.options.network?.kind;
      if (kind === 'http') {
        await behindProxy(subject, async (proxy, config) => {
          await readOne(subject, name, config());
          const isFree = await soon(() => proxy.inFlight === 0);
          expect(isFree, `${proxy.inFlight} requests are still under way`);
        });
        return;
      }
      if (kind === 'tcp') {
        await behindWire(subject, async (wire, config) => {
          await readOne(subject, name, config());
          const isFree = await soon(() => wire.connections === 0);
          expect(isFree, `${wire.connections} connections are still open`);
        });
        return;
      }
      const open = () => {
        try {
          return readdirSync(OPEN_FILES).length;
        } catch {
          throw new NotApplicable('this system does not tell which files are open');
        }
      };
      const before = open();
      for (let time = 0; time < 5; time += 1) await readOne(subject, name);
      const isFree = await soon(() => open() <= before);
      expect(isFree, `${open() - before} more files are open than before`);
    },
  },
  'back-pressure': {
    promise: 'While the caller does not ask for more, the connector does not read on.',
    async run(subject) {
      const [{ name }] = await subject.streams();
      await behindProxy(subject, async (proxy, config) => {
        await subject.read(name, { config: config() });
        const all = proxy.requests.length;
        const before = all;
        for await (const message of subject.messages(name, { config: config() })) {
          if (message.type !== 'record') continue;
          await pause(150);
          const first = proxy.requests.length;
          await pause(150);
          const made = proxy.requests.length - before;
          expect(proxy.requests.length === first, 'requests go on while nobody asks for more');
          expect(all < 6 || made < all, `all ${all} requests are made for the first record`);
          break;
        }
      });
    },
  },
  'reads-independent': {
    promise: 'Two reads at the same time do not disturb each other.',
    async run(subject) {
      for (const { name } of await subject.streams()) {
        const whole = new StoredStream().apply(await subject.whole(name));
        const stored = [new StoredStream(), new StoredStream()];
        await Promise.all(
          stored.map(async (into) => {
            for await (const message of subject.messages(name)) {
              into.apply([message]);
              await Promise.resolve();
            }
          }),
        );
        for (const one of stored) {
          const difference = whole.difference(one);
          expect(difference === null, `${name}: ${difference}`);
        }
      }
    },
  },
} satisfies Record<string, Check>;
