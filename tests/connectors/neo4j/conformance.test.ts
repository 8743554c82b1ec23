import { conformance } from '../../../connectors/conformance/index.ts';
import { conformanceCase } from '../../../connectors/neo4j/conformance-setup.ts';

conformance(conformanceCase.connector, conformanceCase.setup);
