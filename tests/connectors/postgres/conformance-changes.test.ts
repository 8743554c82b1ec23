import { conformance } from '../../../connectors/conformance/index.ts';
import { changesCase } from '../../../connectors/postgres/conformance-setup.ts';

conformance(changesCase.connector, changesCase.setup);
