import { join } from 'node:path';
import type { ConformanceCase } from '../conformance/setups.ts';
import { ordersSetup } from '../programs/conformance/orders-setup.ts';
import { airbyteConnector } from './airbyte-connector.ts';
import type { AirbyteConfig } from './config.ts';

const SCRIPT = join(import.meta.dirname, 'conformance-source.ts');

export const conformanceCase: ConformanceCase<AirbyteConfig> = {
  connector: airbyteConnector,
  setup: () => ordersSetup((config) => airbyteConnector.spec.config.parse(config), SCRIPT),
};
