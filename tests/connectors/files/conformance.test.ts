import { conformance } from '../../../connectors/conformance/index.ts';
import { conformanceCase } from '../../../connectors/files/conformance-setup.ts';

conformance(conformanceCase.connector, conformanceCase.setup);
