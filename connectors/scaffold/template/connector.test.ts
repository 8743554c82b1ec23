import { conformance } from 'portrait/conformance';
import { conformanceCase } from './conformance-setup.ts';

conformance(conformanceCase.connector, conformanceCase.setup);
