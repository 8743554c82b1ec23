import { loadConfiguration, type PortraitConfiguration } from '../config/index.ts';
import { ConnectorRegistry, filesConnector } from '../connectors/index.ts';

/** The connectors that `connector:` may name. */
export function createConnectors(): ConnectorRegistry {
  return new ConnectorRegistry([filesConnector]);
}

export function readConfiguration(file: string): Promise<PortraitConfiguration> {
  return loadConfiguration(file, { connectors: createConnectors() });
}
