import { referenceConnector } from '../../../connectors/conformance/hostile/reference-connector.ts';
import { referenceSetup } from '../../../connectors/conformance/hostile/reference-setup.ts';
import { conformance } from '../../../connectors/conformance/index.ts';

conformance(referenceConnector, referenceSetup);
