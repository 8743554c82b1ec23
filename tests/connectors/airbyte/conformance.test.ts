import { conformanceCase } from '../../../connectors/airbyte/conformance-setup.ts';
import { conformance } from '../../../connectors/conformance/index.ts';

conformance(conformanceCase.connector, conformanceCase.setup);
