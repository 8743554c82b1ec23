import { conformance } from '../../../connectors/conformance/index.ts';
import { conformanceCase } from '../../../connectors/singer/conformance-setup.ts';

conformance(conformanceCase.connector, conformanceCase.setup);
