import { conformance } from '../../../connectors/conformance/index.ts';
import { conformanceCase } from '../../../connectors/postgres/conformance-setup.ts';

conformance(conformanceCase.connector, conformanceCase.setup);
