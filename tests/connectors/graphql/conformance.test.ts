import { conformance } from '../../../connectors/conformance/index.ts';
import { conformanceCase } from '../../../connectors/graphql/conformance-setup.ts';

conformance(conformanceCase.connector, conformanceCase.setup);
