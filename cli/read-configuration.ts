import { loadConfiguration, type PortraitConfiguration } from '../config/index.ts';
import { defaultConnectors } from '../connectors/index.ts';

export function readConfiguration(file: string): Promise<PortraitConfiguration> {
  return loadConfiguration(file, { connectors: defaultConnectors() });
}
