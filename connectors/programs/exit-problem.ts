import {
  ConnectorConfigError,
  type ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../contract/errors.ts';
import type { ProcessEnd } from './guarded-process.ts';
import type { OutputTail } from './output-tail.ts';
import type { Program } from './program.ts';

const SIGNAL_CODES: Readonly<Record<string, number>> = {
  SIGKILL: 137,
  SIGTERM: 143,
  SIGSEGV: 139,
  SIGABRT: 134,
};

/** Words by which programs complain of their configuration, and of a source that is away. */
const MEND =
  /config|credential|authenticat|authoriz|unauthori[sz]ed|forbidden|permission denied|access denied|password|invalid (?:key|token|option|argument)|no such (?:file|option)|does not exist|modulenotfound|unrecognized argument|usage:|\b40[13]\b/i;
const AWAY =
  /connection (?:refused|reset|aborted|timed out)|could not connect|timed? ?out|temporar|unavailable|too many requests|rate limit|broken pipe|name resolution|network is unreachable|\b(?:429|50[0234])\b/i;

/**
 * What a program's failure asks the caller to do. A program tells little by its exit code, so what it
 * said last decides where the code does not.
 */
export function exitProblem(program: Program, end: ProcessEnd, tail: OutputTail): ConnectorError {
  const { name, image } = program;
  const code = end.signal === null ? end.code : (SIGNAL_CODES[end.signal] ?? null);
  const how = code === null ? `signal ${end.signal}` : `exit code ${code}`;
  const said = tail.lastWords === '' ? 'It said nothing.' : `It said: ${tail.lastWords}`;
  switch (code) {
    case 137:
      return new ConnectorRetryableError(
        `${name} was killed (exit code 137, SIGKILL): the machine or its container most likely ran out of memory. Give it more, or let it read less at a time. ${said}`,
      );
    case 143:
      return new ConnectorRetryableError(
        `${name} was ended from outside (exit code 143, SIGTERM). ${said}`,
      );
    case 134:
    case 139:
      return new ConnectorFatalError(
        `${name} crashed (exit code ${code}); this is a defect of that program or of a library it uses. ${said}`,
      );
    case 126:
    case 127:
      return new ConnectorConfigError(
        `${name} cannot be started (exit code ${code}): what runs it, named in its first line, is missing or is not a program. Install it anew. ${said}`,
      );
    case 125:
      if (image !== null) return dockerProblem(name, tail);
  }
  const message = `${name} failed (${how}). ${said}`;
  if (AWAY.test(tail.lastWords)) return new ConnectorRetryableError(message);
  if (MEND.test(tail.lastWords)) {
    return new ConnectorConfigError(`${message} Mend its \`settings\`.`);
  }
  return new ConnectorFatalError(message);
}

function dockerProblem(image: string, tail: OutputTail): ConnectorError {
  if (/daemon/i.test(tail.lastWords)) {
    return new ConnectorConfigError(
      `The image ${image} cannot run: Docker's daemon does not answer. Start it, or give the source as a \`program\` instead of an \`image\`.`,
    );
  }
  return new ConnectorConfigError(
    `Docker cannot run the image ${image}. It said: ${tail.lastWords}`,
  );
}
