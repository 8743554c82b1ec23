import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { referenceSetup } from '../../../connectors/conformance/hostile/reference-setup.ts';
import {
  type CheckName,
  checkNames,
  runConformance,
} from '../../../connectors/conformance/index.ts';
import { type Reference, spoilt } from './defects/defect.ts';
import { networkDefects, unspoiltNaive } from './defects/of-network.ts';
import { recordDefects } from './defects/of-records.ts';
import { specDefects } from './defects/of-spec.ts';
import { stateDefects } from './defects/of-state.ts';

const defects = { ...specDefects, ...recordDefects, ...stateDefects, ...networkDefects };

/** Two seconds of real waiting: tried where it is meant only. */
const SLOW: CheckName = 'retry-after';

async function failed(connector: Reference, except: CheckName | null = null) {
  const setup = await referenceSetup();
  try {
    const { checks } = await runConformance(connector, setup.config, {
      ...setup,
      streams: ['by-page'],
      patienceMs: 8_000,
      ...(except === SLOW ? {} : { notApplicable: { [SLOW]: 'it waits for seconds' } }),
    });
    return checks.filter(({ status }) => status === 'failed');
  } finally {
    await setup.close?.();
  }
}

// Each has a server of its own and mostly waits, so that they run side by side.
describe('each check finds the connector with its defect, and no other does', {
  concurrency: 6,
}, () => {
  for (const name of checkNames) {
    it(name, async () => {
      const make = defects[name];
      assert.ok(make !== undefined, `no defective connector for ${name}`);
      const found = await failed(make(), name);
      assert.deepEqual(
        found.map((check) => check.name),
        [name],
        JSON.stringify(found, null, 2),
      );
    });
  }

  it('finds nothing wrong with what the defects are put into', async () => {
    assert.deepEqual(await failed(spoilt()), []);
    assert.deepEqual(await failed(unspoiltNaive()), []);
  });
});
