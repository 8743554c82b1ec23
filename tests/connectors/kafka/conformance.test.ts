import { describe } from 'node:test';
import { conformance } from '../../../connectors/conformance/index.ts';
import { kafkaSetup } from '../../../connectors/kafka/conformance-setup.ts';
import { kafkaConnector } from '../../../connectors/kafka/kafka-connector.ts';
import { requireService } from '../../support/services.ts';

const { skip } = requireService('kafka');

describe('kafka conformance', { skip }, () => conformance(kafkaConnector, kafkaSetup));
