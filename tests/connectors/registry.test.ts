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
    assert.deepEqual(registry.names(), ['files', 'graphql', 'neo4j', 'postgres', 'singer']);
    assert.equal(registry.list().length, 5);
  });

  it('refuses a second connector of a name', () => {
    const registry = new ConnectorRegistry();
    registry.register(filesConnector as Connector);
    assert.throws(() => registry.register(filesConnector as Connector), /"files" is registered/);
    assert.equal(registry.list().length, 1);
  });
});
