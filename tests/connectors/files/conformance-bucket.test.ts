import { conformance } from '../../../connectors/conformance/index.ts';
import { bucketCase } from '../../../connectors/files/conformance-setup.ts';

conformance(bucketCase.connector, bucketCase.setup);
