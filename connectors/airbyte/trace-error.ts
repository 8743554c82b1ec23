import {
  ConnectorConfigError,
  type ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import { withoutSecrets } from '../kit/secret.ts';
import { objectOf } from '../programs/json-value.ts';
import { impersonal } from '../programs/output-tail.ts';
import type { Program } from '../programs/program.ts';

/**
 * What a source reports as an error asks the caller to do. Only the message for users is passed on:
 * the internal one and the stack trace may quote records.
 */
export function traceError({ name, secrets }: Program, trace: JsonObject): ConnectorError {
  const { message, failure_type: type } = objectOf(trace.error);
  const said = typeof message === 'string' ? message : 'it gives no reason';
  const words = `${name}: ${impersonal(withoutSecrets(said, secrets)).replace(/[.\s]+$/, '')}.`;
  switch (type) {
    case 'config_error':
      return new ConnectorConfigError(`${words} Mend its \`settings\`.`);
    case 'transient_error':
      return new ConnectorRetryableError(words);
    default:
      return new ConnectorFatalError(words);
  }
}
