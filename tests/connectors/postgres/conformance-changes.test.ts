import { conformance } from '../../../connectors/conformance/index.ts';
import { postgresConnector } from '../../../connectors/index.ts';
import { changesSetup } from '../../../connectors/postgres/conformance-setup.ts';

conformance(postgresConnector, changesSetup);
