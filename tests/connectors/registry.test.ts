import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Connector,
  ConnectorRegistry,
  defaultConnectors,
  filesConnector,
} from '../../connectors/index.ts';

describe('ConnectorRegistry', () => {
  it('finds connectors by name, and says null for one that it does not know', () => {
    const registry = defaultConnectors();
    assert.equal(registry.find('files')?.spec.title, 'Files');
    assert.equal(registry.find('flies'), null);
    const names = registry.list().map(({ spec }) => spec.name);
    assert.deepEqual(registry.names(), names);
    assert.deepEqual(names, [...new Set(names)].sort(), 'each once, by name');
  });

  it('refuses a second connector of a name', () => {
    const registry = new ConnectorRegistry();
    registry.register(filesConnector as Connector);
    assert.throws(() => registry.register(filesConnector as Connector), /"files" is registered/);
    assert.equal(registry.list().length, 1);
  });
});
