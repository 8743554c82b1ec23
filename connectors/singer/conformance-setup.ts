import { join } from 'node:path';
import type { ConformanceCase } from '../conformance/setups.ts';
import { ordersSetup } from '../programs/conformance/orders-setup.ts';
import type { SingerConfig } from './config.ts';
import { singerConnector } from './singer-connector.ts';

const SCRIPT = join(import.meta.dirname, 'conformance-tap.ts');

export const conformanceCase: ConformanceCase<SingerConfig> = {
  connector: singerConnector,
  setup: () => ordersSetup((config) => singerConnector.spec.config.parse(config), SCRIPT),
};
