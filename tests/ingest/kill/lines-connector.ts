import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Connector } from '../../../connectors/index.ts';

const STATE_EVERY = 7;

/** Reads a file of JSON lines from a byte offset on, with a state after every few lines. */
export const linesConnector: Connector<{ path: string }> = {
  spec: {
    name: 'lines',
    title: 'Lines',
    description: 'JSON lines, for the kill test.',
    config: z.strictObject({ path: z.string() }),
  },
  check: async () => ({ ok: true, message: 'Lines.' }),
  discover: async () => [],
  async *read(config, { stream, state }, { baseFolder }) {
    let offset = typeof state === 'number' ? state : 0;
    const input = createReadStream(path.resolve(baseFolder, config.path), { start: offset });
    let sinceState = 0;
    for await (const line of createInterface({ input })) {
      const data = JSON.parse(line);
      yield { type: 'record', stream, key: data.id, version: '', data };
      offset += Buffer.byteLength(line) + 1;
      sinceState += 1;
      if (sinceState === STATE_EVERY) {
        yield { type: 'state', stream, state: offset };
        sinceState = 0;
      }
    }
    yield { type: 'state', stream, state: offset };
  },
};
